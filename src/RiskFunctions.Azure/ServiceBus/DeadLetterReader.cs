using System.Runtime.CompilerServices;
using Azure.Messaging.ServiceBus;

namespace RiskFunctions.Azure.ServiceBus;

/// <summary>Peeks dead letters, oldest first.</summary>
internal sealed class DeadLetterReader(ServiceBusConnection connection)
{
    private const int Page = 100;

    /// <exception cref="ServiceBusException">The broker cannot be reached, or refuses.</exception>
    public async IAsyncEnumerable<DeadLetterMessage> PeekAsync(string lane, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var receiver = connection.DeadLetterReceiver(lane);
        var next = 0L;
        while (await receiver.PeekMessagesAsync(Page, next, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var message in page)
            {
                yield return DeadLetterMessage.Of(lane, message);
            }

            next = page[^1].SequenceNumber + 1;
        }
    }
}
