using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;

namespace RiskFunctions.App.Tests.Delivery;

/// <summary>Writes down every call to the host; fails as told.</summary>
internal sealed class RecordingActions : ServiceBusMessageActions
{
    public ConcurrentQueue<string> Calls { get; } = [];

    public ConcurrentQueue<CancellationToken> Tokens { get; } = [];

    public string? Reason { get; private set; }

    public string? Description { get; private set; }

    /// <summary>The properties of the last abandon; null when it set none.</summary>
    public IDictionary<string, object>? Note { get; private set; }

    public Exception? Failure { get; set; }

    public override Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
        Record("complete", message, cancellationToken);

    public override Task AbandonMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object>? propertiesToModify = default,
        CancellationToken cancellationToken = default)
    {
        Note = propertiesToModify;
        return Record("abandon", message, cancellationToken);
    }

    public override Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message,
        Dictionary<string, object>? propertiesToModify = default,
        string? deadLetterReason = default,
        string? deadLetterErrorDescription = default,
        CancellationToken cancellationToken = default)
    {
        Assert.Null(propertiesToModify);
        (Reason, Description) = (deadLetterReason, deadLetterErrorDescription);
        return Record("dead-letter", message, cancellationToken);
    }

    public override Task DeferMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object>? propertiesToModify = default,
        CancellationToken cancellationToken = default) => Record("defer", message, cancellationToken);

    public override Task RenewMessageLockAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
        Record("renew", message, cancellationToken);

    private Task Record(string call, ServiceBusReceivedMessage message, CancellationToken cancellationToken)
    {
        Calls.Enqueue($"{call} {message.MessageId}");
        Tokens.Enqueue(cancellationToken);
        return Failure is null ? Task.CompletedTask : Task.FromException(Failure);
    }
}
