using System.CommandLine;
using System.Globalization;
using System.Net;
using RiskFunctions.LocalHost.Broker;

namespace RiskFunctions.LocalHost.Commands;

/// <summary><c>dead-letters</c>: lists, or sends back, what was dead-lettered.</summary>
internal static class DeadLettersCommand
{
    public static Command Create()
    {
        var replay = new Option<bool>("--replay") { Description = "Send them back to the topic, where the rules give them their lane again." };
        var lane = new Option<string?>("--lane") { Description = "Only those of this lane: high, medium or low." };
        var reason = new Option<string?>("--reason") { Description = "Only those with this reason, for example RejectedByOkta." };
        var host = HostAddress.Option();
        var command = new Command("dead-letters", "Lists, or with --replay sends back, what was dead-lettered.") { replay, lane, reason, host };
        command.SetAction((result, stop) => CommandFault.GuardAsync(() => RunAsync(
            result.GetRequiredValue(host), result.GetValue(replay), result.GetValue(lane), result.GetValue(reason), stop)));
        return command;
    }

    private static async Task<int> RunAsync(Uri host, bool replay, string? lane, string? reason, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = host };
        if (replay)
        {
            var path = $"api/dead-letters/replay?lane={Uri.EscapeDataString(lane ?? "")}&reason={Uri.EscapeDataString(reason ?? "")}";
            using var response = await http.PostAsync(new Uri(path, UriKind.Relative), content: null, cancellationToken);
            if (response.StatusCode == HttpStatusCode.NotFound)
            {
                await Console.Error.WriteLineAsync($"There is no lane '{lane}': take high, medium or low.");
                return ExitCode.CannotStart;
            }

            var answer = await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync(BrokerJson.Default.ReplayAnswer, cancellationToken);
            Console.WriteLine($"Sent back {answer!.Replayed} message(s).");
            return ExitCode.Ok;
        }

        var all = await http.GetFromJsonAsync(new Uri("api/dead-letters", UriKind.Relative), BrokerJson.Default.IReadOnlyListDeadLetter, cancellationToken);
        Print([.. all!
            .Where(d => lane is null || d.Lane.Equals(lane, StringComparison.OrdinalIgnoreCase))
            .Where(d => reason is null || d.Reason == reason)]);
        return ExitCode.Ok;
    }

    private static void Print(IReadOnlyList<DeadLetter> letters)
    {
        if (letters.Count == 0)
        {
            Console.WriteLine("No dead letters.");
            return;
        }

        // Two lines each and no table: a narrow terminal or a pipe would break its cells in the middle of words.
        foreach (var letter in letters)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{letter.EnqueuedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z  {letter.Lane,-6}  {letter.Reason}  {Printable(letter.MessageId)}  (deliveries: {letter.DeliveryCount})"));
            Console.WriteLine($"    {Printable(letter.Description)}");
        }
    }

    // Descriptions and ids hold what a sender wrote; control characters could rewrite the operator's screen.
    private static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));
}
