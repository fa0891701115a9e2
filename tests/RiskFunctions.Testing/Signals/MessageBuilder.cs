using System.Text;
using RiskFunctions.Signals;
using RiskFunctions.Testing.Time;

namespace RiskFunctions.Testing.Signals;

/// <summary>A message with valid defaults; a test overrides the one thing that it is about.</summary>
public static class MessageBuilder
{
    /// <summary>A minute before <see cref="ManualTimeProvider.DefaultStart"/>, with a part below the millisecond that readers must cut off.</summary>
    public static readonly DateTimeOffset EnqueuedAt = ManualTimeProvider.DefaultStart.AddMinutes(-1).AddTicks(1_234_567);

    public static SignalMessage Message(string body) => Message(Encoding.UTF8.GetBytes(body));

    public static SignalMessage Message(byte[] body) => new()
    {
        MessageId = "message-1",
        Body = body,
        EnqueuedAt = EnqueuedAt,
    };
}
