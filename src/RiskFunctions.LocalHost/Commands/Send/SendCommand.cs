using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using RiskFunctions.LocalHost.Commands.Options;

namespace RiskFunctions.LocalHost.Commands.Send;

/// <summary><c>send</c>: a file of signals to the topic.</summary>
internal static class SendCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file")
        {
            Description = "A file with one signal, an array, or one signal a line (JSON Lines), in any format that the flow reads; - reads standard input.",
        };
        var whole = new Option<bool>("--whole") { Description = "Send an array as one message (all or nothing) instead of one message for each member." };
        var level = LevelOption.Of(
            "Sets the riskLevel property, and so the lane, of every message: HIGH, MEDIUM or LOW. Otherwise each message's own riskLevel.");
        var broker = new BrokerChoice();
        var command = new Command("send", "Sends a file of signals (one, an array, or one a line) to a running `up`, or to Azure Service Bus.")
        {
            file, whole, level,
        };
        broker.AddTo(command);
        command.SetAction((result, stop) => CommandFault.GuardAsync(() => RunAsync(
            result.GetRequiredValue(file), result.GetValue(whole), result.GetValue(level), broker.Of(result), stop)));
        return command;
    }

    private static async Task<int> RunAsync(string file, bool whole, string? level, BrokerTarget target, CancellationToken cancellationToken)
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

        var ids = SentIds.For(messages.Count);
        var (topic, result) = await target.UseAsync(async broker => (broker.Topic, await Sending.RunAsync(broker, messages, ids, cancellationToken)));
        if (result.Refusal is { } refusal)
        {
            await Console.Error.WriteLineAsync(
                $"{target.Words} did not take message {result.Sent + 1} of {messages.Count} ({result.Sent} sent before it): {refusal}");
            return ExitCode.Failed;
        }

        var lanes = messages.GroupBy(m => m.Level ?? "no riskLevel (lane medium)", StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.Count()} {g.Key}"));
        Console.WriteLine($"Sent {messages.Count} message(s) to {topic} at {target.Words}: {string.Join(", ", lanes)}.");
        Console.WriteLine($"Message id(s): {ids}");
        return ExitCode.Ok;
    }
}
