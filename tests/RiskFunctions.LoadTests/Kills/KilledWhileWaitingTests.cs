using RiskFunctions.Metering.State;
using RiskFunctions.Signals;
using Xunit.Abstractions;

namespace RiskFunctions.LoadTests.Kills;

public sealed class KilledWhileWaitingTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(8);

    [LoadFact]
    public async Task Worker_killed_while_it_waits_with_HIGH_holds_up_the_others_no_longer_than_its_mark()
    {
        using var end = new CancellationTokenSource(Longest, TimeProvider.System);
        await using var run = await KillRun.StartAsync(end.Token);
        var mark = await HighMarkAsync(run, end.Token);

        var killed = await run.KillAsync(mark.By);
        var state = await run.Stage.SharedMeter!.ReadAsync(end.Token);
        var silence = await run.LongestSilenceAfterAsync(killed, end.Token);

        output.WriteLine(
            $"killed while it waited with HIGH (mark still there: {state.Waiting.Any(m => m.By == mark.By)}): longest silence {silence.TotalSeconds:0.0} s, "
            + $"allowed {KillRun.LongestSilence.TotalSeconds:0.0} s; {run.Stage.Describe()}");
        Assert.InRange(silence, TimeSpan.Zero, KillRun.LongestSilence);
        Assert.Equal(0, run.Stage.Statistics.Throttled);
        run.Stage.AssertAllAccepted(run.Traffic);
    }

    // A batch for each worker: they find the window nearly full, so most of them wait, and leave a mark, for a pace or more.
    private static async Task<WaitingMark> HighMarkAsync(KillRun run, CancellationToken cancellationToken)
    {
        while (true)
        {
            run.Stage.Broker.Send(run.Traffic.Signals("HIGH", KillRun.HighBatches));
            using var round = new CancellationTokenSource(KillRun.Pace * 2, TimeProvider.System);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(round.Token, cancellationToken);
            try
            {
                return (await run.Stage.SharedMeter!.UntilAsync(
                    state => state.Waiting.Where(m => m.Lane == RiskLevel.High).Take(1).ToList() is [_] found ? found : null, either.Token))[0];
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // It went through at once.
            }
        }
    }
}
