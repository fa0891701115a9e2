using RiskFunctions.LoadTests.Stages;
using RiskFunctions.LocalHost.Broker.Queues;
using RiskFunctions.LocalHost.Sandbox.Faults;
using RiskFunctions.LocalHost.Sandbox.Limits;
using Xunit.Abstractions;

namespace RiskFunctions.LoadTests.Kills;

public sealed class KilledWithLockedMessagesTests(ITestOutputHelper output)
{
    private const int Batch = 20;

    private static readonly TimeSpan Lock = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    [LoadFact]
    public async Task Worker_killed_gives_its_messages_back_when_their_locks_end_and_another_delivers_them()
    {
        using var end = new CancellationTokenSource(Longest, TimeProvider.System);
        await using var stage = await Stage.StartAsync(new RequestLimitOptions(), shared: false, end.Token, new BrokerOptions { LockDuration = Lock });
        stage.Okta.Faults.Use(FaultPlan.Parse("""{"faults":[{"at":1,"fault":"hang"}]}"""u8));
        await stage.AddWorkerAsync(end.Token);
        var traffic = new Traffic();
        stage.Broker.Send(traffic.Signals("LOW", Batch));
        await stage.UntilAsync(() => stage.Statistics.LastArrival is not null, Longest, end.Token);

        await stage.KillAsync(stage.Workers[0]);
        var killed = TimeProvider.System.GetTimestamp();
        var atKill = stage.Broker.Counts()["low"];
        await stage.UntilAsync(() => stage.Broker.Counts()["low"] == new LaneCounts(Batch, 0, 0), Longest, end.Token);
        var took = TimeProvider.System.GetElapsedTime(killed);
        await stage.AddWorkerAsync(end.Token);
        await stage.DrainedAsync(Longest, end.Token);

        output.WriteLine(
            $"killed with {atKill.Locked} locked messages: active again after {took.TotalSeconds:0.0} s, "
            + $"locks of {Lock.TotalSeconds:0} s; {stage.Describe()}");

        // A busy machine may hand the batch over in pieces: what had not come yet was active all the time.
        Assert.InRange(atKill.Locked, 1, Batch);
        Assert.Equal(new LaneCounts(Batch - atKill.Locked, atKill.Locked, 0), atKill);
        Assert.InRange(took, TimeSpan.Zero, Lock + TimeSpan.FromSeconds(1));
        Assert.Equal(0, stage.AssertAllAccepted(traffic));
        Assert.Empty(stage.Broker.DeadLetters());
    }
}
