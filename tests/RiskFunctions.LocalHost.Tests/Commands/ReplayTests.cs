using System.Globalization;
using RiskFunctions.Azure.ServiceBus;
using RiskFunctions.LocalHost.Broker.Queues;
using RiskFunctions.LocalHost.Commands.DeadLetters;
using RiskFunctions.LocalHost.Commands.Options;
using RiskFunctions.LocalHost.Tests.EndToEnd.Stage;
using static RiskFunctions.LocalHost.Tests.EndToEnd.Stage.RunningStack;

namespace RiskFunctions.LocalHost.Tests.Commands;

/// <summary><c>dead-letters --replay</c> over AMQP: each dead letter goes back once, whatever happens on the way.</summary>
public sealed class ReplayTests
{
    private const int Letters = 100;

    private static readonly TimeSpan Lock = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task Replay_moves_every_dead_letter_back_exactly_once_and_keeps_what_the_sender_gave()
    {
        await using var stack = await StartBuriedAsync(new BrokerOptions());

        using var run = await CommandRun.RunAsync("dead-letters", "--replay", "--amqp-port", stack.AmqpPort);

        Assert.Equal((0, "", $"Sent back {Letters} message(s)."), (run.ExitCode, run.Error.Trim(), run.Output.Trim()));
        Assert.Empty(stack.DeadLetters());
        var back = await stack.TakeAsync("high", 2 * Letters);
        Assert.Equal(Enumerable.Range(0, Letters).Select(Id), back.Select(d => d.Message.MessageId.Split(".replay-high-")[0]).Order(StringComparer.Ordinal));
        Assert.All(
            back,
            d => Assert.Equal(("application/json", "HIGH", 1), (d.Message.ContentType, d.Message.Properties["riskLevel"], d.Message.DeliveryCount)));
    }

    [Fact]
    public async Task Replay_by_message_id_leaves_the_others_where_they_are_and_free()
    {
        await using var stack = await StartBuriedAsync(new BrokerOptions());

        using var run = await CommandRun.RunAsync("dead-letters", "--replay", "--message-id", Id(70), "--amqp-port", stack.AmqpPort);
        using var rest = await CommandRun.RunAsync("dead-letters", "--replay", "--amqp-port", stack.AmqpPort);

        Assert.Equal("Sent back 1 message(s).", run.Output.Trim());
        Assert.Equal((0, $"Sent back {Letters - 1} message(s)."), (rest.ExitCode, rest.Output.Trim()));
        Assert.Equal(Letters, stack.Counts()["high"].Active);
    }

    [Fact]
    public async Task Replay_killed_and_run_again_loses_none_and_sends_none_twice_that_was_removed()
    {
        await using var stack = await StartBuriedAsync(new BrokerOptions { LockDuration = Lock, DuplicateDetectionWindow = TimeSpan.FromMinutes(10) });
        using (var killed = CommandRun.Begin("dead-letters", "--replay", "--amqp-port", stack.AmqpPort))
        {
            await stack.UntilAsync(() => Task.FromResult(stack.Counts()["high"].Active > 0), "the first is back");
        }

        var left = stack.DeadLetters().Count;
        await stack.UntilAsync(
            async () =>
            {
                using var again = await CommandRun.RunAsync("dead-letters", "--replay", "--amqp-port", stack.AmqpPort);
                return again.ExitCode == 0;
            },
            "all are back",
            TimeSpan.FromMinutes(1));

        // What was sent and not removed is sent again under the same id, and duplicate detection, which Azure has on, drops it.
        Assert.InRange(left, 1, Letters);
        Assert.Empty(stack.DeadLetters());
        var back = await stack.TakeAsync("high", 2 * Letters);
        Assert.Equal(Enumerable.Range(0, Letters).Select(Id), back.Select(d => d.Message.MessageId.Split(".replay-high-")[0]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Replay_elsewhere_than_on_this_machine_tells_what_it_would_do_until_it_is_told_to()
    {
        await using var stack = await StartBuriedAsync(new BrokerOptions());
        await using var connection = stack.Connect();
        var reader = new DeadLetterReader(connection);
        var filter = new DeadLetterFilter("RejectedByOkta", MessageId: null);
        List<DeadLetterMessage> chosen = [];
        await foreach (var letter in reader.PeekAsync("high", CancellationToken.None))
        {
            chosen.Add(letter);
        }

        Task<int> RunAsync(bool yes, TextWriter output) => ReplayCommand.RunAsync(
            BrokerTarget.Namespace("contoso.servicebus.windows.net"),
            new DeadLetterReplay(connection, reader),
            new FoundDeadLetters(chosen, 0),
            filter,
            yes,
            output,
            CancellationToken.None);
        using var dry = new StringWriter();
        using var real = new StringWriter();

        Assert.Equal(0, await RunAsync(yes: false, dry));
        Assert.Equal(Letters, stack.DeadLetters().Count);
        Assert.Equal(0, await RunAsync(yes: true, real));

        Assert.StartsWith($"Would send back {Letters} message(s) at contoso.servicebus.windows.net:", dry.ToString());
        Assert.Matches($@"high +{Letters} +RejectedByOkta", dry.ToString());
        Assert.Contains("Add --yes", dry.ToString());
        Assert.Equal($"Sent back {Letters} message(s).", real.ToString().Trim());
        Assert.Empty(stack.DeadLetters());
    }

    [Fact]
    public async Task Connection_string_from_a_variable_that_is_not_there_or_holds_none_names_it_and_shows_nothing_of_it()
    {
        using var missing = await CommandRun.RunAsync("dead-letters", "--connection-string-from", "NOWHERE");
        using var wrong = await CommandRun.RunAsync("", ["WRONG=planted-key"], "dead-letters", "--connection-string-from", "WRONG");

        Assert.Equal((2, "--connection-string-from: there is no environment variable NOWHERE."), (missing.ExitCode, missing.Error.Trim()));
        Assert.Equal(2, wrong.ExitCode);
        Assert.Contains("WRONG holds no Service Bus connection string", wrong.Error);
        Assert.DoesNotContain("planted-key", wrong.Error + wrong.Output);
    }

    private static async Task<RunningStack> StartBuriedAsync(BrokerOptions broker)
    {
        var stack = await StartAsync(options: o => o with { RunPump = false, Broker = broker });
        await stack.BuryAsync([.. Enumerable.Range(0, Letters).Select(Id)]);
        return stack;
    }

    private static string Id(int number) => string.Create(CultureInfo.InvariantCulture, $"letter-{number:000}");
}
