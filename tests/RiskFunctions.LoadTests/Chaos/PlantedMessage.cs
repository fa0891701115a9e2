using RiskFunctions.LoadTests.Stages;
using RiskFunctions.LocalHost.Broker.Messages;
using RiskFunctions.Signals;

namespace RiskFunctions.LoadTests.Chaos;

/// <summary>A message that can never be delivered, and why.</summary>
internal sealed record PlantedMessage(SentMessage Message, DeadLetterReason Reason)
{
    /// <summary>Okta refuses a subject with this text.</summary>
    public const string Marker = "PLANTED";

    public static IReadOnlyList<PlantedMessage> All(Traffic traffic) =>
    [
        new(Traffic.Message("HIGH", "{ not json"), DeadLetterReason.UnsupportedFormat),
        new(Traffic.Message("HIGH", """{"ip":"everywhere","riskLevel":"HIGH"}"""), DeadLetterReason.InvalidSignal),
        new(Traffic.Message("LOW", """{"color":"red"}"""), DeadLetterReason.UnsupportedFormat),
        new(Traffic.Message("MEDIUM", """{"ip":"10.0.0.1","riskLevel":"MEDIUM"}"""), DeadLetterReason.NonRoutableAddress),
        new(Traffic.Message("HIGH", """{"ip":"203.0.113.7","riskLevel":"HIGH","expiresAt":"2020-01-01T00:00:00Z"}"""), DeadLetterReason.SignalExpired),
        new(traffic.Marked("HIGH", Marker), DeadLetterReason.RejectedByOkta),
        new(traffic.Marked("MEDIUM", Marker), DeadLetterReason.RejectedByOkta),
        new(traffic.Marked("LOW", Marker), DeadLetterReason.RejectedByOkta),
        new(traffic.Marked("LOW", Marker), DeadLetterReason.RejectedByOkta),
    ];
}
