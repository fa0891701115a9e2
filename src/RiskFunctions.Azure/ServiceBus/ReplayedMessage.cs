using System.Globalization;
using System.Text.RegularExpressions;
using Azure.Messaging.ServiceBus;

namespace RiskFunctions.Azure.ServiceBus;

/// <summary>
/// A dead letter as it is sent again: same body, properties and time to live, and an id that duplicate detection does not know yet. The id is the old
/// one with the dead letter's sequence number, so that the broker can drop the second of two sends.
/// </summary>
internal static partial class ReplayedMessage
{
    /// <summary>Service Bus's own limit, in characters.</summary>
    private const int MaxId = 128;

    public static ServiceBusMessage Of(string lane, ServiceBusReceivedMessage letter)
    {
        var message = new ServiceBusMessage(letter) { MessageId = IdOf(letter.MessageId ?? "", lane, letter.SequenceNumber) };

        // Times of its first life. The client sets them anew from the time to live.
        var properties = message.GetRawAmqpMessage().Properties;
        properties.CreationTime = null;
        properties.AbsoluteExpiryTime = null;
        return message;
    }

    /// <summary>A second replay replaces the first one's mark, so that the id does not grow.</summary>
    public static string IdOf(string messageId, string lane, long sequenceNumber)
    {
        var mark = string.Create(CultureInfo.InvariantCulture, $".replay-{lane}-{sequenceNumber}");
        var id = Mark().Replace(messageId, "");
        return (id.Length + mark.Length > MaxId ? id[..(MaxId - mark.Length)] : id) + mark;
    }

    [GeneratedRegex(@"\.replay-[a-z]+-\d+\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Mark();
}
