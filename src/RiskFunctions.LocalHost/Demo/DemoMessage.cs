using RiskFunctions.LocalHost.Broker.Messages;

namespace RiskFunctions.LocalHost.Demo;

/// <summary>A message of the demo and what must become of it.</summary>
internal sealed record DemoMessage
{
    public const string Accepted = "accepted by Okta";

    public const string Suppressed = "trusted network, not sent";

    public const string NoAddress = "no address to be sent";

    public const string Cleared = "cleared, not sent";

    public const string UserLeftOut = "excluded user, not sent";

    /// <summary>What the summary calls its kind.</summary>
    public required string Format { get; init; }

    public required SentMessage Sent { get; init; }

    /// <summary>One of the names above, or a dead-letter reason.</summary>
    public string Expected { get; init; } = Accepted;

    /// <summary>An address that no other message of the demo names, by which its way can be timed; null when that does not matter.</summary>
    public string? Address { get; init; }

    /// <summary>A user whom no other message of the demo names, and who must be at Okta; null when it names none.</summary>
    public string? User { get; init; }
}
