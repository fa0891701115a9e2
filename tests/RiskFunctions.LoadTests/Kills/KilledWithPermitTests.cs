using RiskFunctions.LocalHost.Sandbox.Faults;
using RiskFunctions.Testing.Processes;
using Xunit.Abstractions;

namespace RiskFunctions.LoadTests.Kills;

public sealed class KilledWithPermitTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(8);

    [LoadFact]
    public async Task Worker_killed_right_after_it_was_granted_a_permit_holds_up_nobody()
    {
        using var end = new CancellationTokenSource(Longest, TimeProvider.System);
        await using var run = await KillRun.StartAsync(end.Token);

        // Answers take three seconds, so that the worker surely dies before it has one.
        run.Stage.Okta.Faults.Use(FaultPlan.Parse("""{"faults":[{"from":"00:00:00","fault":"slow","delay":"00:00:03"}]}"""u8));
        var before = (await run.Stage.SharedMeter!.ReadAsync(end.Token)).Grants.LastOrDefault();
        var granted = await run.Stage.SharedMeter.UntilAsync(
            state => state.Grants is [.., var last] && last != before ? last.By : null, end.Token);
        var worker = run.Worker(granted);
        var answers = Answers(worker);

        var killed = await run.KillAsync(granted);
        var answersAtKill = Answers(worker);
        run.Stage.Okta.Faults.Use(FaultPlan.None);
        var silence = await run.LongestSilenceAfterAsync(killed, end.Token);

        output.WriteLine(
            $"killed with a permit, before an answer: longest silence {silence.TotalSeconds:0.0} s, "
            + $"allowed {KillRun.LongestSilence.TotalSeconds:0.0} s; {run.Stage.Describe()}");
        Assert.Equal(answers, answersAtKill);
        Assert.InRange(silence, TimeSpan.Zero, KillRun.LongestSilence);
        Assert.Equal(0, run.Stage.Statistics.Throttled);
        run.Stage.AssertAllAccepted(run.Traffic);
    }

    private static int Answers(WorkerProcess worker) => worker.Lines.Count(line => line.Contains("Okta accepted"));
}
