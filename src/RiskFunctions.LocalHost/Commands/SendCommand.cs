using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using RiskFunctions.LocalHost.Topology;

namespace RiskFunctions.LocalHost.Commands;

/// <summary><c>send</c>: a JSON file to a running host.</summary>
internal static class SendCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "A JSON file with one signal or an array, in any format that the flow reads; - reads standard input." };
        var whole = new Option<bool>("--whole") { Description = "Send an array as one message (all or nothing) instead of one message for each member." };
        var level = LevelOption.Of("Sets the riskLevel property, and so the lane, of every message: HIGH, MEDIUM or LOW. Otherwise each message's own riskLevel.");
        var host = HostAddress.Option();
        var command = new Command("send", "Sends a JSON file (one signal or an array) to a running host.") { file, whole, level, host };
        command.SetAction((result, stop) => CommandFault.GuardAsync(() => RunAsync(
            result.GetRequiredValue(file), result.GetValue(whole), result.GetValue(level), result.GetRequiredValue(host), stop)));
        return command;
    }

    private static async Task<int> RunAsync(string file, bool whole, string? level, Uri host, CancellationToken cancellationToken)
    {
        var content = await SignalFile.ReadAsync(file, cancellationToken);
        IReadOnlyList<Outgoing> messages;
        try
        {
            messages = Outgoing.From(content, whole, level);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a text that is not valid UTF-8 or UTF-16.
            await Console.Error.WriteLineAsync($"{file} is not JSON: {e.Message}");
            return ExitCode.CannotStart;
        }

        if (messages.Count == 0)
        {
            await Console.Error.WriteLineAsync($"{file} holds an empty array: there is nothing to send.");
            return ExitCode.CannotStart;
        }

        using var http = new HttpClient { BaseAddress = host };
        var topic = BrokerTopology.Load().Topic;
        var ids = SentIds.For(messages.Count);
        foreach (var (number, message) in messages.Index().Select(m => (m.Index + 1, m.Item)))
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{topic}/messages", UriKind.Relative));
            request.Content = new ReadOnlyMemoryContent(message.Body);
            request.Content.Headers.ContentType = new("application/json");
            request.Headers.Add("BrokerProperties", $"{{\"MessageId\":\"{ids.Of(number)}\"}}");
            if (message.Level is not null)
            {
                request.Headers.Add("riskLevel", $"\"{message.Level}\"");
            }

            using var response = await http.SendAsync(request, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                await Console.Error.WriteLineAsync($"{host} refused message {number} of {messages.Count} ({number - 1} sent before it): {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(cancellationToken)}");
                return ExitCode.Failed;
            }
        }

        var lanes = messages.GroupBy(m => m.Level ?? "no riskLevel (lane medium)", StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.Count()} {g.Key}"));
        Console.WriteLine($"Sent {messages.Count} message(s) to {host}{topic}: {string.Join(", ", lanes)}.");
        Console.WriteLine($"Message id(s): {ids}");
        return ExitCode.Ok;
    }
}
