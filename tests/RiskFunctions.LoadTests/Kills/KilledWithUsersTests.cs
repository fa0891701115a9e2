using RiskFunctions.LoadTests.Stages;
using RiskFunctions.LocalHost.Broker.Queues;
using RiskFunctions.LocalHost.Sandbox.Limits;
using Xunit.Abstractions;

namespace RiskFunctions.LoadTests.Kills;

public sealed class KilledWithUsersTests(ITestOutputHelper output)
{
    private const int Users = 12;
    private const int SaidBefore = 3;

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    /// <summary>One message holds all users and is settled when all are said, so that what was said before the kill is said again.</summary>
    [LoadFact]
    public async Task Worker_killed_with_users_in_flight_has_them_said_again_under_the_same_ids()
    {
        using var end = new CancellationTokenSource(Longest, TimeProvider.System);
        await using var stage = await Stage.StartAsync(
            new RequestLimitOptions(),
            shared: false,
            end.Token,
            new BrokerOptions { LockDuration = TimeSpan.FromSeconds(10) },
            users: new RequestLimitOptions { Requests = 600 });
        await stage.AddWorkerAsync(end.Token);
        var statements = Enumerable.Range(0, Users).Select(n => $$"""{"user":"user{{n}}@example.com","riskLevel":"HIGH"}""");
        stage.Broker.Send(Traffic.Message("HIGH", $"[{string.Join(',', statements)}]"));
        await stage.UntilAsync(() => stage.Statistics.SecurityEvents.Accepted >= SaidBefore, Longest, end.Token);

        await stage.KillAsync(stage.Workers[0]);
        var atKill = stage.Statistics.SecurityEvents.Accepted;
        var locked = stage.Broker.Counts()["high"].Locked;
        await stage.AddWorkerAsync(end.Token);
        await stage.DrainedAsync(Longest, end.Token);

        var books = stage.Statistics.SecurityEvents;
        var ids = stage.Okta.Recorder.SecurityEvents.Requests().Where(r => r.Accepted).Select(r => (r.Statements[0].User, r.Id)).ToList();
        output.WriteLine(
            $"killed with {atKill} of {Users} users said and {locked} message locked: {books.Accepted} ids at the end, {books.Duplicates} of them said twice, "
            + $"{books.ConflictingDuplicates} with another meaning; {stage.Describe()}");
        Assert.InRange(atKill, SaidBefore, Users - 1);
        Assert.Equal(1, locked);
        Assert.Equal((Users, 0), (books.Accepted, books.ConflictingDuplicates));
        Assert.InRange(books.Duplicates, atKill, atKill + 1);
        Assert.Equal(Users, ids.Distinct().Count());
        Assert.Equal(Users, ids.Select(i => i.User).Distinct(StringComparer.Ordinal).Count());
        Assert.Empty(stage.Broker.DeadLetters());
    }
}
