using RiskFunctions.Metering;
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
            $"killed while it waited with HIGH (mark still there: {state.Waiting.Contains(mark)}): longest silence {silence.TotalSeconds:0.0} s, "
            + $"allowed {KillRun.LongestSilence.TotalSeconds:0.0} s; {run.Stage.Describe()}");
        Assert.InRange(silence, TimeSpan.Zero, KillRun.LongestSilence);
        Assert.Equal(0, run.Stage.Statistics.Throttled);
        run.Stage.AssertAllAccepted(run.Traffic);
    }

    // A HIGH signal that finds the window full leaves a mark for a second or so; one that finds a free permit leaves none.
    private static async Task<WaitingMark> HighMarkAsync(KillRun run, CancellationToken cancellationToken)
    {
        while (true)
        {
            run.Stage.Broker.Send(run.Traffic.Signals("HIGH", 1));
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
