using Microsoft.Extensions.Options;
using RiskFunctions.Delivery;
using RiskFunctions.RiskEvents;
using RiskFunctions.SecurityEvents;
using RiskFunctions.Signals;

namespace RiskFunctions.Checks;

/// <inheritdoc cref="IMessageExplanation"/>
internal sealed class FlowExplanation(SignalRules rules, UserRules users, IOptions<DeliveryOptions> delivery, TimeProvider time) : IMessageExplanation
{
    private readonly SignalReader _reader = new(rules);

    public MessageExplanation Explain(SignalMessage message)
    {
        var now = time.GetUtcNow();
        var result = _reader.Read(message, now, out var intake);
        var notes = intake?.Notes;
        var unreadable = result as ReadResult.Unreadable;
        var readable = result as ReadResult.Readable;
        var live = readable?.Signals.Where(s => !(s.ExpiresAt <= now)).ToList() ?? [];
        return new MessageExplanation
        {
            Becomes = readable switch
            {
                null => "dead-lettered",
                { Signals.Count: > 0 } => "sent",
                { Users.Count: > 0 } => users.IsOn ? "sent" : "destination-off",
                { Cleared.Count: > 0 } => "cleared",
                { Suppressed: > 0 } => "trusted",
                _ => "no-address",
            },
            Formats = [.. (intake?.Trail.Layers ?? []).Select(l => new KeyValuePair<string, string>(l.Format, l.By))],
            Addresses = [.. live.Select(Sent), .. (notes?.Of<LeftOutAddress>() ?? []).Select(LeftOut)],
            Cleared = [.. (notes?.Of<ClearedAlert>() ?? []).Select(c => new KeyValuePair<string, string>(c.Field, c.Why))],
            Warnings = [.. (notes?.Of<ReadWarning>() ?? []).Select(w => w.Description)],
            Requests = [.. RequestPlan.For([live], delivery.Value.TimestampTolerance).Select(RiskRequestBody.Write)],
            Reason = (unreadable ?? readable?.PartlyExpired)?.Reason.ToString(),
            Description = (unreadable ?? readable?.PartlyExpired)?.Description,
        };
    }

    private static ExplainedAddress Sent(RiskSignal signal) => new()
    {
        Address = signal.Address.ToString(),
        Level = signal.Level.ToString().ToUpperInvariant(),
        Timestamp = signal.Timestamp,
        ExpiresAt = signal.ExpiresAt,
        Text = signal.Text,
    };

    private static ExplainedAddress LeftOut(LeftOutAddress address) => new()
    {
        Address = address.Address,
        LeftOut = address.Reason.Tag(),
        Why = address.Reason.Words(),
        Field = address.Field,
    };
}
