using System.CommandLine;
using System.Globalization;
using System.Text;
using RiskFunctions.Azure.ServiceBus;
using RiskFunctions.LocalHost.Commands.Options;
using RiskFunctions.LocalHost.Topology;

namespace RiskFunctions.LocalHost.Commands.DeadLetters;

/// <summary><c>dead-letters</c>: lists, shows or sends back what was dead-lettered.</summary>
internal static class DeadLettersCommand
{
    public static Command Create()
    {
        var replay = new Option<bool>("--replay")
        {
            Description = "Send them back to the topic, where the rules give them their lane again. " +
                "In Azure only with --yes; without, it tells what it would do.",
        };
        var yes = new Option<bool>("--yes") { Description = "Do it, in Azure too." };
        var show = new Option<string?>("--show")
        {
            Description = "Print the body of the one with this message id, to be corrected and sent again.",
            HelpName = "MESSAGE_ID",
        };
        var lane = LaneOption.Of("Only those of this lane: high, medium or low.");
        var reason = new Option<string?>("--reason") { Description = "Only those with this reason, for example RejectedByOkta." };
        var messageId = new Option<string?>("--message-id") { Description = "Only those with this message id." };
        var broker = new BrokerChoice();
        var command = new Command("dead-letters", "Lists what was dead-lettered; --show prints one, --replay sends them back.")
        {
            replay, yes, show, lane, reason, messageId,
        };
        broker.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetResult(replay) is not null && result.GetResult(show) is not null)
            {
                result.AddError("--show prints and --replay sends back: give one of them.");
            }
        });
        command.SetAction((result, stop) => CommandFault.GuardAsync(() =>
        {
            var target = broker.Of(result);
            IReadOnlyList<string> lanes = result.GetValue(lane) is { } one ? [one] : AllLanes();
            var filter = new DeadLetterFilter(result.GetValue(reason), result.GetValue(messageId));
            return target.UseAsync(async connection =>
            {
                var reader = new DeadLetterReader(connection);
                if (result.GetValue(show) is { } id)
                {
                    return await ShowAsync(reader, lanes, id, stop);
                }

                var found = await FindAsync(reader, lanes, filter, stop);
                return result.GetValue(replay)
                    ? await ReplayCommand.RunAsync(target, new DeadLetterReplay(connection, reader), found, filter, result.GetValue(yes), Console.Out, stop)
                    : List(found);
            });
        }));
        return command;
    }

    private static IReadOnlyList<string> AllLanes() => [.. BrokerTopology.Load().Subscriptions.Select(s => s.Name)];

    // Others are counted in all lanes, so that a wrong --lane is noticed.
    private static async Task<FoundDeadLetters> FindAsync(
        DeadLetterReader reader, IReadOnlyList<string> lanes, DeadLetterFilter filter, CancellationToken cancellationToken)
    {
        var chosen = new List<DeadLetterMessage>();
        var others = 0;
        foreach (var lane in AllLanes())
        {
            await foreach (var letter in reader.PeekAsync(lane, cancellationToken))
            {
                if (lanes.Contains(lane, StringComparer.Ordinal) && filter.Chooses(letter))
                {
                    chosen.Add(letter);
                }
                else
                {
                    others++;
                }
            }
        }

        return new FoundDeadLetters(chosen, others);
    }

    private static int List(FoundDeadLetters found)
    {
        if (found.Chosen.Count == 0)
        {
            Console.WriteLine(found.Nothing);
        }

        // Two lines each, no table: a narrow terminal would break its cells inside words.
        foreach (var letter in found.Chosen)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{letter.EnqueuedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z  {letter.Lane,-6}  " +
                $"{TerminalText.Line(letter.Reason)}  {TerminalText.Line(letter.MessageId)}"));
            Console.WriteLine($"    {TerminalText.Line(letter.Description)}");
        }

        return ExitCode.Ok;
    }

    /// <summary>The body alone goes to standard output, so that it can go into a file.</summary>
    private static async Task<int> ShowAsync(DeadLetterReader reader, IReadOnlyList<string> lanes, string messageId, CancellationToken cancellationToken)
    {
        foreach (var lane in lanes)
        {
            await foreach (var letter in reader.PeekAsync(lane, cancellationToken))
            {
                if (letter.MessageId.Equals(messageId, StringComparison.Ordinal))
                {
                    await PrintAsync(letter.Body, cancellationToken);
                    return ExitCode.Ok;
                }
            }
        }

        await Console.Error.WriteLineAsync($"No dead letter has the message id '{messageId}'. The list is printed without --show.");
        return ExitCode.Failed;
    }

    private static async Task PrintAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (Console.IsOutputRedirected)
        {
            await using var output = Console.OpenStandardOutput();
            await output.WriteAsync(body, cancellationToken);
        }
        else
        {
            Console.WriteLine(TerminalText.Lines(Encoding.UTF8.GetString(body.Span)));
        }
    }
}
