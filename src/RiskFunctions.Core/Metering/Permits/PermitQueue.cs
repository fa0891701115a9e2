using RiskFunctions.Metering.Decision;
using RiskFunctions.Metering.Sharing;
using RiskFunctions.Metering.State;
using RiskFunctions.Signals;

namespace RiskFunctions.Metering.Permits;

/// <summary>
/// Hands out permits to the lanes of this instance: the highest lane first, in order of arrival within a lane.
/// Only the first in line asks the meter, so each instance sends the store one question at a time.
/// </summary>
internal sealed class PermitQueue(MeterSession meter, TimeProvider time, Random random)
{
    private readonly Lock _gate = new();
    private readonly List<Waiter> _line = [];
    private TaskCompletionSource _wake = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _asking;

    /// <summary>Waits for a permit. Its request must start within <see cref="MeterRules.PermitLifetime"/>.</summary>
    /// <param name="onBehind">Called at most once, when requests of other instances leave before this one.</param>
    /// <exception cref="OperationCanceledException">The token fired. A permit given at that moment is passed on.</exception>
    public async Task<Permit> AcquireAsync(RiskLevel lane, CancellationToken cancellationToken, Action? onBehind = null)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var started = time.GetTimestamp();
        var waiter = new Waiter(lane, onBehind);
        Enqueue(waiter);
        await using var registration = cancellationToken.Register(() => Leave(waiter, cancellationToken));
        var (counted, grant, decidedAt) = await waiter.Granted.Task;
        return new Permit(counted, grant, decidedAt, time.GetElapsedTime(started));
    }

    /// <summary>Nothing was left to send: the permit goes to the next in line here, or back to the meter, but not while the store is down.</summary>
    public Task PassOnAsync(Permit permit) => GiveAsync(permit.Counted, permit.Grant, permit.DecidedAt);

    private void Enqueue(Waiter waiter)
    {
        lock (_gate)
        {
            var at = _line.FindIndex(w => w.Lane < waiter.Lane);
            at = at < 0 ? _line.Count : at;
            _line.Insert(at, waiter);
            if (at == 0)
            {
                // The meter may allow this lane sooner than the one that waits now.
                _wake.TrySetResult();
            }

            if (_asking)
            {
                return;
            }

            _asking = true;
        }

        _ = AskAsync();
    }

    private void Leave(Waiter waiter, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _line.Remove(waiter);
        }

        waiter.Granted.TrySetCanceled(cancellationToken);
    }

    // Runs while anybody waits. A store that is down is the session's matter. What is thrown all the same is a bug, and every waiter gets it.
    private async Task AskAsync()
    {
        // The caller must not wait for the first question.
        await Task.Yield();
        try
        {
            while (NextQuestion() is var (question, wake))
            {
                var decidedAt = time.GetTimestamp();
                var decision = await meter.UpdateAsync<PermitDecision?>(
                    (state, now, rules) =>
                    {
                        decidedAt = time.GetTimestamp();
                        return RateMeter.Decide(state, question, now, rules);
                    },
                    otherwise: null,
                    sharedOnly: false,
                    CancellationToken.None);
                switch (decision)
                {
                    case PermitDecision.Granted granted:
                        await GiveAsync(question.Lane, granted.Grant, decidedAt);
                        break;
                    case PermitDecision.Wait wait:
                        if (wait.IsBehind)
                        {
                            // Of the lane that asked: a higher one may have come to the front meanwhile.
                            FirstIn(question.Lane)?.TellBehind();
                        }

                        await PauseAsync(QuestionPause.Before(wait, question.Lane, meter.Known, time.GetUtcNow(), random.NextDouble()), wake);
                        break;
                    case null:
                        await PauseAsync(QuestionPause.WhenBusy(random.NextDouble()), wake);
                        break;
                }
            }
        }
        catch (Exception e)
        {
            FailAll(e);
        }
    }

    private (PermitQuestion Asked, TaskCompletionSource Wake)? NextQuestion()
    {
        lock (_gate)
        {
            if (_line.Count == 0)
            {
                _asking = false;
                return null;
            }

            if (_wake.Task.IsCompleted)
            {
                _wake = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            RiskLevel? next = _line.Count > 1 ? _line[1].Lane : null;
            return (new PermitQuestion(meter.Instance, _line[0].Lane, next), _wake);
        }
    }

    private async Task GiveAsync(RiskLevel lane, MeterGrant grant, long decidedAt)
    {
        if (!TryGive(lane, grant, decidedAt))
        {
            await meter.UpdateAsync(
                (state, _, _) => (true, RateMeter.Returned(state, grant, lane)), otherwise: false, sharedOnly: true, CancellationToken.None);
        }
    }

    // The first in line takes it: the one who asked, or a higher lane that came meanwhile.
    private bool TryGive(RiskLevel lane, MeterGrant grant, long decidedAt)
    {
        while (true)
        {
            Waiter? first;
            lock (_gate)
            {
                first = _line.FirstOrDefault();
                if (first is not null)
                {
                    _line.RemoveAt(0);
                }
            }

            if (first is null || first.Granted.TrySetResult((lane, grant, decidedAt)))
            {
                return first is not null;
            }
        }
    }

    private Waiter? FirstIn(RiskLevel lane)
    {
        lock (_gate)
        {
            return _line.FirstOrDefault(w => w.Lane == lane);
        }
    }

    private async Task PauseAsync(TimeSpan pause, TaskCompletionSource wake)
    {
        await using var timer = time.CreateTimer(static w => ((TaskCompletionSource)w!).TrySetResult(), wake, pause, Timeout.InfiniteTimeSpan);
        await wake.Task;
    }

    private void FailAll(Exception exception)
    {
        List<Waiter> waiters;
        lock (_gate)
        {
            waiters = [.. _line];
            _line.Clear();
            _asking = false;
        }

        foreach (var waiter in waiters)
        {
            waiter.Granted.TrySetException(exception);
        }
    }

    private sealed class Waiter(RiskLevel lane, Action? onBehind)
    {
        private Action? _onBehind = onBehind;

        public RiskLevel Lane { get; } = lane;

        /// <summary>Ends with what the meter wrote down, the lane that asked for it, and the timestamp of the decision.</summary>
        public TaskCompletionSource<(RiskLevel Counted, MeterGrant Grant, long DecidedAt)> Granted { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void TellBehind() => Interlocked.Exchange(ref _onBehind, null)?.Invoke();
    }
}
