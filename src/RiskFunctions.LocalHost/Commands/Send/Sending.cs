using System.Globalization;
using Azure.Messaging.ServiceBus;
using RiskFunctions.Azure.ServiceBus;
using Spectre.Console;

namespace RiskFunctions.LocalHost.Commands.Send;

/// <summary>Sends messages to the topic in batches, with a progress bar when there are many and a terminal shows it.</summary>
internal static class Sending
{
    /// <summary>More than this gets a bar.</summary>
    private const int Many = 100;

    /// <summary>So that the bar moves, and a fault names its message closely.</summary>
    private const int Batch = 100;

    /// <param name="Sent">Messages that the broker took, counted from the first.</param>
    /// <param name="Refusal">Why it did not take the next one; null when it took all.</param>
    public sealed record Result(int Sent, string? Refusal);

    public static async Task<Result> RunAsync(
        ServiceBusConnection connection, IReadOnlyList<Outgoing> messages, SentIds ids, CancellationToken cancellationToken)
    {
        await using var sender = connection.Sender();
        if (messages.Count <= Many || Console.IsOutputRedirected)
        {
            return await RunAsync(sender, messages, ids, _ => { }, cancellationToken);
        }

        return await AnsiConsole.Progress().StartAsync(async screen =>
        {
            var bar = screen.AddTask("Sending", maxValue: messages.Count);
            return await RunAsync(sender, messages, ids, sent => bar.Value = sent, cancellationToken);
        });
    }

    private static async Task<Result> RunAsync(
        ServiceBusSender sender, IReadOnlyList<Outgoing> messages, SentIds ids, Action<int> report, CancellationToken cancellationToken)
    {
        var sent = 0;
        while (sent < messages.Count)
        {
            using var batch = await sender.CreateMessageBatchAsync(cancellationToken);
            while (batch.Count < Batch
                && sent + batch.Count < messages.Count
                && batch.TryAddMessage(Message(messages[sent + batch.Count], ids.Of(sent + batch.Count + 1))))
            {
            }

            if (batch.Count == 0)
            {
                return new Result(sent, string.Create(
                    CultureInfo.InvariantCulture,
                    $"it has {messages[sent].Body.Length} bytes, and the broker takes at most {batch.MaxSizeInBytes} with its properties."));
            }

            try
            {
                await sender.SendMessagesAsync(batch, cancellationToken);
            }
            catch (ServiceBusException fault) when (sent > 0 || !fault.IsTransient)
            {
                // The user must know how far it came. A broker that is not there at all is reported by the command.
                return new Result(sent, fault.Message);
            }

            report(sent += batch.Count);
        }

        return new Result(sent, Refusal: null);
    }

    private static ServiceBusMessage Message(Outgoing outgoing, string id)
    {
        var message = new ServiceBusMessage(outgoing.Body) { MessageId = id, ContentType = "application/json" };
        if (outgoing.Level is { } level)
        {
            message.ApplicationProperties["riskLevel"] = level;
        }

        return message;
    }
}
