using System.Text;
using RiskFunctions.LoadTests.Stages;
using RiskFunctions.LocalHost.Broker.Queues;
using RiskFunctions.LocalHost.Sandbox.Faults;
using RiskFunctions.LocalHost.Sandbox.Limits;
using Xunit.Abstractions;

namespace RiskFunctions.LoadTests.Chaos;

/// <summary>
/// Two minutes in which everything fails, then calm. The limit is 300 requests a minute instead of 30, so that 2,000 signals flow and
/// drain in minutes; locks last 10 s, so that the messages of a killed worker come back while the run lasts.
/// </summary>
public sealed class ChaosTests(ITestOutputHelper output)
{
    private const int Signals = 2_000;
    private const int Workers = 3;
    private const int Limit = 300;
    private const int Seed = 20_261;

    /// <summary>Events in a request: what one lost answer can send twice.</summary>
    private const int Batch = 20;

    private const string Rejection = $$"""{"reject-when":"{{PlantedMessage.Marker}}"}""";

    private static readonly string[] Faults =
    [
        """{"probability":0.05,"fault":"500"}""",
        """{"probability":0.05,"fault":"503"}""",
        """{"probability":0.03,"fault":"slow","delay":"00:00:02"}""",
        """{"probability":0.01,"fault":"hang"}""",
        """{"probability":0.03,"fault":"reset-before-accept"}""",
        """{"probability":0.03,"fault":"reset-after-accept"}""",
        """{"probability":0.02,"fault":"401"}""",
        """{"probability":0.01,"fault":"403"}""",
        """{"probability":0.02,"fault":"429"}""",
        """{"probability":0.01,"fault":"429","headers":"far"}""",
        """{"probability":0.02,"fault":"garbage"}""",
        """{"probability":0.01,"fault":"garbage","status":502}""",
        """{"probability":0.01,"fault":"headers","headers":"wrong"}""",
        """{"probability":0.01,"fault":"redirect"}""",
        Rejection,
    ];

    private static readonly TimeSpan Storm = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(12);

    [LoadFact]
    public async Task Two_minutes_of_faults_and_kills_lose_no_signal()
    {
        using var end = new CancellationTokenSource(Longest, TimeProvider.System);
        await using var stage = await Stage.StartAsync(
            new RequestLimitOptions { Requests = Limit },
            shared: true,
            end.Token,
            new BrokerOptions { LockDuration = TimeSpan.FromSeconds(10) },
            new Dictionary<string, string>(StringComparer.Ordinal) { ["RateMeter__RequestsPerMinute"] = $"{Limit}" });
        await stage.AddWorkersAsync(Workers, end.Token);
        var traffic = new Traffic();
        var planted = PlantedMessage.All(traffic);

        Use(stage, Faults);
        using var storm = new CancellationTokenSource(Storm, TimeProvider.System);
        var sending = SendAsync(stage, traffic, planted, end.Token);
        var kills = await KillAsync(stage, storm.Token, end.Token);
        await sending;
        var waitingAfterStorm = stage.Waiting;
        var injected = stage.Statistics.FaultsInjected;
        Use(stage, Rejection);
        var calmFrom = TimeProvider.System.GetTimestamp();
        await stage.DrainedAsync(Longest, end.Token);
        var drained = TimeProvider.System.GetElapsedTime(calmFrom);

        var deadLetters = stage.Broker.DeadLetters();
        var duplicates = stage.AssertAllAccepted(traffic);
        // Only these take events over and leave the sender without an answer.
        var unsure = injected.GetValueOrDefault("reset-after-accept");
        output.WriteLine(
            $"{Signals} signals and {planted.Count} planted, {Workers} processes, {kills} killed and started again, seed {Seed}; "
            + $"faults {string.Join(", ", injected.Select(f => $"{f.Key}: {f.Value}"))}; "
            + $"{waitingAfterStorm} waited after the storm and drained in {drained.TotalSeconds:0.0} s; accepted {traffic.Addresses.Count}, "
            + $"dead-lettered {deadLetters.Count}, duplicates {duplicates} of at most {(kills + unsure) * Batch}; {stage.Describe()}");
        Assert.Equal(Signals, traffic.Addresses.Count);
        Assert.Equal(
            planted.Select(p => (p.Message.MessageId, p.Reason.ToString())).Order(),
            deadLetters.Select(d => ((string?)d.MessageId, d.Reason)).Order());
        Assert.Equal(injected.GetValueOrDefault("429"), stage.Statistics.Throttled);
        Assert.InRange(duplicates, 0, (kills + unsure) * Batch);
        Assert.True(kills > 0, "Nobody was killed.");
        Assert.True(unsure > 0, "No answer was lost.");
    }

    private static void Use(Stage stage, params string[] rules) => stage.Okta.Faults.Use(
        FaultPlan.Parse(Encoding.UTF8.GetBytes($$"""{"seed":{{Seed}},"faults":[{{string.Join(',', rules)}}]}""")));

    // Twenty signals at a time, over most of the storm, with the planted messages among them.
    private static async Task SendAsync(Stage stage, Traffic traffic, IReadOnlyList<PlantedMessage> planted, CancellationToken cancellationToken)
    {
        const int Rounds = Signals / Batch;
        for (var round = 0; round < Rounds; round++)
        {
            stage.Broker.Send(traffic.Mixed(Batch));
            if (round % (Rounds / planted.Count) == 0 && round / (Rounds / planted.Count) < planted.Count)
            {
                stage.Broker.Send(planted[round / (Rounds / planted.Count)].Message);
            }

            await Task.Delay(Storm * 0.9 / Rounds, TimeProvider.System, cancellationToken);
        }
    }

    private static async Task<int> KillAsync(Stage stage, CancellationToken storm, CancellationToken cancellationToken)
    {
        var dice = new Random(Seed);
        var kills = 0;
        while (true)
        {
            await Task.Delay(TimeSpan.FromSeconds(2 + (dice.NextDouble() * 6)), TimeProvider.System, storm)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (storm.IsCancellationRequested)
            {
                return kills;
            }

            await stage.KillAsync(stage.Workers[dice.Next(stage.Workers.Count)]);
            kills++;
            await stage.AddWorkerAsync(cancellationToken);
        }
    }
}
