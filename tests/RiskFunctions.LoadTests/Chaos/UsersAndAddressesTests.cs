using System.Globalization;
using System.Text;
using RiskFunctions.LoadTests.Stages;
using RiskFunctions.LocalHost.Broker.Messages;
using RiskFunctions.LocalHost.Broker.Queues;
using RiskFunctions.LocalHost.Sandbox.Faults;
using RiskFunctions.LocalHost.Sandbox.Limits;
using Xunit.Abstractions;

namespace RiskFunctions.LoadTests.Chaos;

/// <summary>
/// Alerts that name an address and a user each, under faults of both destinations and kills. The limits are far above Okta's, and each worker has its
/// own meter, so that 1,000 tokens flow within a minute: the limits have runs of their own.
/// </summary>
public sealed class UsersAndAddressesTests(ITestOutputHelper output)
{
    private const int Alerts = 1_000;
    private const int PlantedEvery = 100;
    private const int Workers = 3;
    private const int Seed = 20_262;
    private const string Rejection = """{"reject-when":"planted","on":"sets"}""";

    private static readonly string[] Faults =
    [
        .. On("sets"),
        """{"probability":0.02,"on":"sets","fault":"400","err":"authentication_failed"}""",
        .. On("events"),
        Rejection,
    ];

    private static readonly TimeSpan Storm = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(4);

    [LoadFact]
    public async Task Thousand_alerts_under_kills_and_faults_are_at_both_destinations_or_dead_lettered_and_no_id_means_two_things()
    {
        using var end = new CancellationTokenSource(Longest, TimeProvider.System);
        await using var stage = await Stage.StartAsync(
            new RequestLimitOptions { Requests = 10_000 },
            shared: false,
            end.Token,
            new BrokerOptions { LockDuration = TimeSpan.FromSeconds(10) },
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["RateMeter__RequestsPerMinute"] = "300",
                ["SecurityEvents__RequestsPerMinute"] = "600",
                ["SecurityEvents__UsersFromAlerts"] = "MediumAndHigh",
            },
            users: new RequestLimitOptions { Requests = 10_000 });
        await stage.AddWorkersAsync(Workers, end.Token);
        var started = TimeProvider.System.GetTimestamp();
        var alerts = Enumerable.Range(0, Alerts).Select(Alert).ToList();
        Use(stage, Faults);
        stage.Broker.Send([.. alerts.Select(a => a.Message)]);

        var kills = await KillAsync(stage, end.Token);
        Use(stage, Rejection);
        await stage.DrainedAsync(Longest, end.Token);

        var took = TimeProvider.System.GetElapsedTime(started);
        var books = stage.Statistics.SecurityEvents;
        var said = stage.Okta.Recorder.SecurityEvents.Requests().Where(r => r.Accepted).Select(r => (r.Id, r.Statements[0].User)).Distinct().ToList();
        var dead = stage.Broker.DeadLetters();
        var addresses = stage.Okta.Recorder.Subjects().Select(s => s.Ip).ToHashSet(StringComparer.Ordinal);
        output.WriteLine(
            $"{Alerts} alerts, {Workers} processes, {kills} killed and started again, seed {Seed}, {took.TotalSeconds:0} s; "
            + $"faults {string.Join(", ", stage.Statistics.FaultsInjected.Select(f => $"{f.Key}: {f.Value}"))}; "
            + $"{addresses.Count} addresses and {said.Count} users at Okta, "
            + $"{dead.Count} dead-lettered; tokens said twice {books.Duplicates}, with another meaning {books.ConflictingDuplicates}; "
            + $"answers to tokens {string.Join(", ", books.RequestsByStatus.Select(s => $"{s.Key}: {s.Value}"))}; {stage.Describe()}");

        // All messages are accepted or dead-lettered with their reason; the lanes are empty.
        Assert.Equal(
            alerts.Where(a => a.IsPlanted).Select(a => (a.Message.MessageId!, "RejectedByOkta")).Order(),
            dead.Select(d => (d.MessageId, d.Reason)).Order());
        Assert.Equal(alerts.Select(a => a.Address).Order(StringComparer.Ordinal), addresses.Order(StringComparer.Ordinal));
        Assert.Equal(
            alerts.Where(a => !a.IsPlanted).Select(a => a.User).Order(StringComparer.Ordinal),
            said.Select(s => s.User!).Order(StringComparer.Ordinal));

        // One id for each user, one user for each id, and the same words under it each time.
        Assert.Equal(said.Count, said.Select(s => s.Id).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal((said.Count, 0), (books.Accepted, books.ConflictingDuplicates));
        Assert.True(kills > 0, "Nobody was killed.");
        Assert.True(books.Duplicates > 0, "No token was said twice, so nothing is shown of its id.");
    }

    private static string[] On(string endpoint) =>
    [
        $$"""{"probability":0.03,"on":"{{endpoint}}","fault":"500"}""",
        $$"""{"probability":0.03,"on":"{{endpoint}}","fault":"503"}""",
        $$"""{"probability":0.02,"on":"{{endpoint}}","fault":"slow","delay":"00:00:01"}""",
        $$"""{"probability":0.03,"on":"{{endpoint}}","fault":"reset-before-accept"}""",
        $$"""{"probability":0.03,"on":"{{endpoint}}","fault":"reset-after-accept"}""",
        $$"""{"probability":0.01,"on":"{{endpoint}}","fault":"401"}""",
    ];

    private static (SentMessage Message, string Address, string User, bool IsPlanted) Alert(int number)
    {
        var planted = number % PlantedEvery == 0;
        var (name, address) = ($"{(planted ? "planted" : "user")}{number}", string.Create(CultureInfo.InvariantCulture, $"2001:db8::1:{number + 1:x}"));
        var level = number % 3 == 0 ? "High" : "Medium";
        var body = $$"""
            {"SystemAlertId":"alert-{{number}}","AlertDisplayName":"Stolen session","Severity":"{{level}}","Entities":[
            {"Type":"account","Name":"{{name}}","UPNSuffix":"example.com"},{"Type":"ip","Address":"{{address}}"}]}
            """;
        return (Traffic.Message(level.ToUpperInvariant(), body), address, $"{name}@example.com", planted);
    }

    private static void Use(Stage stage, params string[] rules) => stage.Okta.Faults.Use(
        FaultPlan.Parse(Encoding.UTF8.GetBytes($$"""{"seed":{{Seed}},"faults":[{{string.Join(',', rules)}}]}""")));

    private static async Task<int> KillAsync(Stage stage, CancellationToken cancellationToken)
    {
        var dice = new Random(Seed);
        var started = TimeProvider.System.GetTimestamp();
        var kills = 0;
        while (TimeProvider.System.GetElapsedTime(started) < Storm)
        {
            await Task.Delay(TimeSpan.FromSeconds(2 + (dice.NextDouble() * 3)), TimeProvider.System, cancellationToken);
            await stage.KillAsync(stage.Workers[dice.Next(stage.Workers.Count)]);
            kills++;
            await stage.AddWorkerAsync(cancellationToken);
        }

        return kills;
    }
}
