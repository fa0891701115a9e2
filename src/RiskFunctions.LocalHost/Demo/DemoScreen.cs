using System.Globalization;
using Spectre.Console;

namespace RiskFunctions.LocalHost.Demo;

/// <summary>What a person sees of the demo: a bar in a terminal, plain lines elsewhere, and a summary.</summary>
internal static class DemoScreen
{
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(2);

    private const int MaxFaults = 10;

    public static async Task<DemoOutcome> WatchAsync(Func<Action<DemoProgress>, Task<DemoOutcome>> run)
    {
        if (!AnsiConsole.Profile.Capabilities.Interactive || Console.IsOutputRedirected)
        {
            return await run(Lines());
        }

        return await AnsiConsole.Progress().StartAsync(context =>
        {
            var bar = context.AddTask("Delivering");
            return run(progress =>
            {
                bar.MaxValue = progress.Sent;
                bar.Value = progress.Sent - progress.Waiting;
                bar.Description = Invariant($"Delivering ({progress.Waiting} waiting, {progress.Requests} requests)");
            });
        });
    }

    public static void Summarize(DemoOutcome outcome)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("Signals", "Sent", "What became of them");
        foreach (var format in outcome.Sent.GroupBy(m => m.Format, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var fates = format
                .GroupBy(m => Fate(outcome, m), StringComparer.Ordinal)
                .OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => Invariant($"{g.Count()} {g.Key}"));
            table.AddRow(new Text(format.Key), new Text(Invariant($"{format.Count()}")), new Text(string.Join(", ", fates)));
        }

        AnsiConsole.Write(table);
        var (sent, messages, deadLetters, waiting) = (outcome.Sent.Count, outcome.Flow.Counts.Messages, outcome.DeadLetters.Count, outcome.Waiting);
        var withoutRequest = sent - messages - deadLetters - waiting;
        Say($"Sent {sent} = {messages} accepted by Okta + {deadLetters} dead-lettered + {withoutRequest} needing no request + {waiting} still waiting.");
        var (box, events, limit) = (outcome.Sandbox, outcome.EventsPerRequest, outcome.Limit);
        Say($"{box.AcceptedRequests} requests, {events:0.0} events each; worst minute {box.WorstWindow} of {limit} allowed; {box.Throttled} answered 429.");
        var sets = box.SecurityEvents;
        var throttled = sets.RequestsByStatus.GetValueOrDefault(StatusCodes.Status429TooManyRequests);
        Say($"{sets.Accepted} security events about users; worst minute {sets.WorstWindow} of {outcome.UserLimit} allowed; {throttled} answered 429.");
        Say($"Slowest HIGH signal: {outcome.SlowestHigh.TotalSeconds:0.0} s from sending to Okta. Whole run: {outcome.Elapsed.TotalSeconds:0} s.");
        var faults = outcome.Faults();
        foreach (var fault in faults.Take(MaxFaults))
        {
            Console.WriteLine($"NOT RIGHT: {fault}.");
        }

        if (faults.Count > MaxFaults)
        {
            Console.WriteLine($"... and {faults.Count - MaxFaults} more like these.");
        }

        if (faults.Count == 0)
        {
            Console.WriteLine("Every signal is accounted for, and the limit held.");
        }
    }

    private static string Fate(DemoOutcome outcome, DemoMessage message) =>
        outcome.DeadLetters.TryGetValue(message.Sent.MessageId!, out var letter) ? $"dead-lettered {letter.Reason}" : message.Expected;

    private static Action<DemoProgress> Lines()
    {
        var next = TimeSpan.Zero;
        return progress =>
        {
            if (progress.Elapsed >= next)
            {
                next += LineInterval;
                var settled = progress.Sent - progress.Waiting;
                Say($"{progress.Elapsed.TotalSeconds,3:0} s: {settled} of {progress.Sent} messages settled, {progress.Requests} requests.");
            }
        };
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static void Say(FormattableString text) => Console.WriteLine(Invariant(text));
}
