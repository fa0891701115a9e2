using RiskFunctions.Delivery;
using RiskFunctions.Delivery.Batches;
using RiskFunctions.RiskEvents;
using RiskFunctions.SecurityEvents;
using RiskFunctions.Signals;
using RiskFunctions.Signals.Results;
using RiskFunctions.Signals.Screening;

namespace RiskFunctions.Checks;

/// <inheritdoc cref="IMessageExplanation"/>
internal sealed class FlowExplanation(
    SignalRules rules, DestinationRules destinations, UserRules userRules, IOptions<DeliveryOptions> delivery, TimeProvider time) : IMessageExplanation
{
    private const string Off = "destination-off";

    private readonly SignalReader _reader = new(rules);

    public MessageExplanation Explain(SignalMessage message)
    {
        var now = time.GetUtcNow();
        var result = _reader.Read(message, now, out var screening);
        var notes = screening?.Notes;
        var readable = result as ReadResult.Readable;
        var split = readable is null ? null : destinations.Apply(readable);
        var live = split?.Signals.Where(s => !(s.ExpiresAt <= now)).ToList() ?? [];
        var said = split?.Users.Where(u => !(u.ExpiresAt <= now) && !userRules.IsTooOld(u, now)).ToList() ?? [];
        var refusal = result as ReadResult.Unreadable ?? split?.Refusal ?? readable?.PartlyExpired;
        return new MessageExplanation
        {
            Becomes = readable switch
            {
                null => "dead-lettered",
                _ when split?.Refusal is not null => "dead-lettered",
                _ when split is { Signals.Count: > 0 } or { Users.Count: > 0 } => "sent",
                { Cleared.Count: > 0 } => "cleared",
                { Suppressed: > 0 } => "trusted",
                _ when split?.Off > 0 => "destination-off",
                { Users.Count: > 0 } => "users-left-out",
                _ => "no-address",
            },
            Formats = [.. (screening?.Trail.Layers ?? []).Select(l => new KeyValuePair<string, string>(l.Format, l.By))],
            Addresses =
            [
                .. live.Select(Sent),
                .. (readable?.Signals ?? []).Except(split?.Signals ?? []).Select(OffAddress),
                .. (notes?.Of<LeftOutAddress>() ?? []).Select(LeftOut),
            ],
            Users =
            [
                .. said.Select(Sent),
                .. (readable?.Users ?? []).Except(said).Select(u => Unsaid(u, now)),
                .. (notes?.Of<LeftOutUser>() ?? []).Select(LeftOut),
            ],
            Cleared = [.. (notes?.Of<ClearedAlert>() ?? []).Select(c => new KeyValuePair<string, string>(c.Field, c.Why))],
            Warnings = [.. (notes?.Of<ReadWarning>() ?? []).Select(w => w.Description)],
            Requests = [.. RequestPlan.For([live], delivery.Value.TimestampTolerance).Select(RiskRequestBody.Write)],
            Reason = refusal?.Reason.ToString(),
            Description = refusal?.Description,
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

    private static ExplainedAddress OffAddress(RiskSignal signal) => new()
    {
        Address = signal.Address.ToString(),
        LeftOut = Off,
        Why = "RiskEvents:Enabled is false",
    };

    private static ExplainedAddress LeftOut(LeftOutAddress address) => new()
    {
        Address = address.Address,
        LeftOut = address.Reason.Tag(),
        Why = address.Reason.Words(),
        Field = address.Field,
    };

    private static ExplainedUser LeftOut(LeftOutUser user) => new()
    {
        LeftOut = LeftOutUser.Tag(user.Reason),
        Why = LeftOutUser.Words(user.Reason),
        Field = user.Field,
    };

    private ExplainedUser Sent(UserSignal signal) => new()
    {
        User = userRules.NameOf(signal.User),
        Event = signal.Event switch
        {
            UserEvent.RiskChange => "user-risk-change",
            UserEvent.SessionRevoked => "session-revoked",
            UserEvent.IdentifierChanged => "identifier-changed",
            _ => throw new InvalidOperationException($"{signal.Event} is no event that Okta takes."),
        },
        Level = signal.Event == UserEvent.RiskChange ? signal.Level.ToString().ToUpperInvariant() : null,
        Timestamp = signal.Timestamp,
        Text = signal.Text,
    };

    private ExplainedUser Unsaid(UserSignal signal, DateTimeOffset now)
    {
        var user = new ExplainedUser { User = userRules.NameOf(signal.User) };
        if (!userRules.IsOn)
        {
            return user with { LeftOut = Off, Why = "SecurityEvents:Enabled is false" };
        }

        var reason = userRules.WhyLeftOut(signal) ?? (userRules.IsTooOld(signal, now) ? LeftOutUserReason.TooOld : null);
        return reason is { } known
            ? user with { LeftOut = LeftOutUser.Tag(known), Why = LeftOutUser.Words(known) }
            : user with { LeftOut = "expired", Why = "its expiresAt is over" };
    }
}
