using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Text;
using RiskFunctions.LocalHost.Broker;
using RiskFunctions.LocalHost.Broker.Rest;

namespace RiskFunctions.LocalHost.Commands;

/// <summary><c>dead-letters</c>: lists, shows or sends back what was dead-lettered.</summary>
internal static class DeadLettersCommand
{
    public static Command Create()
    {
        var replay = new Option<bool>("--replay") { Description = "Send them back to the topic, where the rules give them their lane again." };
        var show = new Option<string?>("--show") { Description = "Print the body of the one with this message id, to be mended and sent again.", HelpName = "MESSAGE_ID" };
        var lane = LaneOption.Of("Only those of this lane: high, medium or low.");
        var reason = new Option<string?>("--reason") { Description = "Only those with this reason, for example RejectedByOkta." };
        var host = HostAddress.Option();
        var command = new Command("dead-letters", "Lists what was dead-lettered; --show prints one, --replay sends them back.") { replay, show, lane, reason, host };
        command.Validators.Add(result =>
        {
            if (result.GetResult(replay) is not null && result.GetResult(show) is not null)
            {
                result.AddError("--show prints and --replay sends back: give one of them.");
            }
        });
        command.SetAction((result, stop) => CommandFault.GuardAsync(async () =>
        {
            using var http = new HttpClient { BaseAddress = result.GetRequiredValue(host) };
            var choice = new DeadLetterChoice(result.GetValue(lane), result.GetValue(reason));
            return result.GetValue(show) is { } id ? await ShowAsync(http, id, stop)
                : result.GetValue(replay) ? await ReplayAsync(http, choice, stop)
                : await ListAsync(http, choice, stop);
        }));
        return command;
    }

    private static async Task<int> ReplayAsync(HttpClient http, DeadLetterChoice choice, CancellationToken cancellationToken)
    {
        using var response = await http.PostAsync(new Uri($"api/dead-letters/replay?{choice.Query}", UriKind.Relative), content: null, cancellationToken);
        var answer = await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync(BrokerJson.Default.ReplayAnswer, cancellationToken);
        Console.WriteLine(answer!.Replayed > 0
            ? $"Sent back {answer.Replayed} message(s)."
            : $"Sent back 0 message(s). {DeadLetterChoice.Nothing((await AllAsync(http, cancellationToken)).Count)}");
        return ExitCode.Ok;
    }

    private static async Task<int> ListAsync(HttpClient http, DeadLetterChoice choice, CancellationToken cancellationToken)
    {
        var all = await AllAsync(http, cancellationToken);
        var chosen = choice.Of(all);
        if (chosen.Count == 0)
        {
            Console.WriteLine(DeadLetterChoice.Nothing(all.Count));
        }

        // Two lines each and no table: a narrow terminal or a pipe would break its cells in the middle of words.
        foreach (var letter in chosen)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{letter.EnqueuedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z  {letter.Lane,-6}  {letter.Reason}  {TerminalText.Line(letter.MessageId)}  (deliveries: {letter.DeliveryCount})"));
            Console.WriteLine($"    {TerminalText.Line(letter.Description)}");
        }

        return ExitCode.Ok;
    }

    /// <summary>The body alone goes to standard output, so that it can go into a file.</summary>
    private static async Task<int> ShowAsync(HttpClient http, string messageId, CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync(new Uri($"api/dead-letters/body?messageId={Uri.EscapeDataString(messageId)}", UriKind.Relative), cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            await Console.Error.WriteLineAsync($"No dead letter has the message id '{messageId}'. The list is printed without --show.");
            return ExitCode.Failed;
        }

        var body = await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(cancellationToken);
        if (Console.IsOutputRedirected)
        {
            await using var output = Console.OpenStandardOutput();
            await output.WriteAsync(body, cancellationToken);
        }
        else
        {
            Console.WriteLine(TerminalText.Lines(Encoding.UTF8.GetString(body)));
        }

        return ExitCode.Ok;
    }

    private static async Task<IReadOnlyList<DeadLetter>> AllAsync(HttpClient http, CancellationToken cancellationToken) =>
        await http.GetFromJsonAsync(new Uri("api/dead-letters", UriKind.Relative), BrokerJson.Default.IReadOnlyListDeadLetter, cancellationToken) ?? [];
}
