using System.Globalization;
using RiskFunctions.Azure.ServiceBus;
using RiskFunctions.LocalHost.Commands.Options;

namespace RiskFunctions.LocalHost.Commands.DeadLetters;

/// <summary><c>dead-letters --replay</c>: sends back, and says what it did and what it could not.</summary>
internal static class ReplayCommand
{
    /// <summary>The most message ids that are written out.</summary>
    private const int Listed = 10;

    public static async Task<int> RunAsync(
        BrokerTarget target,
        DeadLetterReplay replay,
        FoundDeadLetters found,
        DeadLetterFilter filter,
        bool yes,
        TextWriter output,
        CancellationToken cancellationToken)
    {
        if (found.Chosen.Count == 0)
        {
            await output.WriteLineAsync($"Sent back 0 message(s). {found.Nothing}");
            return ExitCode.Ok;
        }

        if (!target.IsLocal && !yes)
        {
            await output.WriteLineAsync($"Would send back {found.Chosen.Count} message(s) at {target.Words}:");
            foreach (var group in found.Chosen.GroupBy(l => (l.Lane, l.Reason)))
            {
                await output.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture, $"    {group.Key.Lane,-6}  {group.Count(),6}  {TerminalText.Line(group.Key.Reason)}"));
            }

            await output.WriteLineAsync("Nothing was done. Add --yes to do it.");
            return ExitCode.Ok;
        }

        var outcome = new ReplayOutcome(0, [], [], 0);
        foreach (var lane in found.Chosen.Select(l => l.Lane).Distinct(StringComparer.Ordinal))
        {
            outcome += await replay.RunAsync(lane, filter, cancellationToken);
        }

        await output.WriteLineAsync($"Sent back {outcome.Moved} message(s).");
        foreach (var line in Shortcomings(outcome))
        {
            await Console.Error.WriteLineAsync(line);
        }

        return outcome.IsComplete ? ExitCode.Ok : ExitCode.Failed;
    }

    private static IEnumerable<string> Shortcomings(ReplayOutcome outcome)
    {
        if (outcome.NotRemoved.Count > 0)
        {
            yield return $"{outcome.NotRemoved.Count} more were sent and are dead letters still, because their locks had ended; " +
                $"another replay would send them again: {Ids(outcome.NotRemoved)}";
        }

        foreach (var (id, why) in outcome.NotSent)
        {
            yield return $"The broker did not take {TerminalText.Line(id)}: {why}. It stays a dead letter.";
        }

        if (outcome.Busy > 0)
        {
            yield return $"{outcome.Busy} are held by another reader, such as a replay that was cut off. " +
                "They come free when its locks end, within minutes: try again then.";
        }
    }

    private static string Ids(IReadOnlyList<string> ids) =>
        string.Join(", ", ids.Take(Listed).Select(TerminalText.Line)) + (ids.Count > Listed ? " ..." : "");
}
