using RiskFunctions.Delivery.Sending;
using RiskFunctions.Okta;
using RiskFunctions.Okta.Answers;
using RiskFunctions.RiskEvents;
using RiskFunctions.Signals;

namespace RiskFunctions.Checks.Connection;

/// <summary>Posts one LOW event and says what came of it. Each try takes a permit, like any other request.</summary>
internal sealed class TestEvent(IOptions<OktaOptions> options, RiskEventClient okta, TestPermits permits, TimeProvider time)
{
    public const string Step = "Test event";

    public const string UnreachableFix = "Check Okta:OrgUrl, DNS, and that a firewall or proxy lets this machine reach the org; then https://status.okta.com.";

    private const string ProofFix =
        "Okta did not accept the DPoP proof. A proxy on the way that changes the address, or drops the headers DPoP or DPoP-Nonce, is a usual cause: " +
        "let this machine reach the org without it.";

    /// <summary>Long enough to find the event in Okta, short enough to leave nothing behind.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>The first try, and one for each challenge that may follow: DPoP, then its nonce.</summary>
    private const int MaxTries = 3;

    public async Task<CheckStep> SendAsync(DocumentationAddress address, CancellationToken cancellationToken)
    {
        var body = RiskRequestBody.Write(RequestFor(address));
        for (var tries = 1; ; tries++)
        {
            var (outcome, failed) = await permits.SendAsync(Step, () => okta.SendAsync(body, DeliveryTimes.Try, cancellationToken), cancellationToken);
            if (outcome is null)
            {
                return failed!;
            }

            if (outcome is not DeliveryOutcome.Unauthorized { CanAnswerChallenge: true } || tries == MaxTries)
            {
                return Judge(outcome, address);
            }
        }
    }

    private RiskRequest RequestFor(DocumentationAddress address)
    {
        var now = time.GetUtcNow();
        var seen = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMillisecond));
        var signal = new RiskSignal
        {
            Address = new SignalAddress(address.Address),
            Level = RiskLevel.Low,
            Timestamp = seen,
            ExpiresAt = seen + Lifetime,
            Text = "RiskFunctions check",
        };
        return new RiskRequest([new RiskEvent([new MergedSignal(new SourcedSignal(0, signal))])]);
    }

    private CheckStep Judge(DeliveryOutcome outcome, DocumentationAddress address) => outcome switch
    {
        DeliveryOutcome.Accepted => new CheckStep.Passed(
            Step,
            $"Okta accepted one LOW event for {address}, which expires in {Lifetime.TotalHours:0} h. Its System Log shows it as security.risk.signal.consume"),
        DeliveryOutcome.Unauthorized refused => new CheckStep.Failed(Step, refused.Reason, RefusedFix(refused)),
        _ => Judge(Step, outcome, "RateMeter:RequestsPerMinute"),
    };

    /// <summary>Outcomes that mean the same for both destinations.</summary>
    /// <param name="limitSetting">The setting that lowers the limit.</param>
    public static CheckStep Judge(string step, DeliveryOutcome outcome, string limitSetting) => outcome switch
    {
        DeliveryOutcome.Throttled => new CheckStep.Failed(
            step,
            "HTTP 429: the limit of Okta's endpoint is used up.",
            $"Somebody else uses the same limit. Try again in a minute; lower {limitSetting} if it stays so."),
        DeliveryOutcome.Invalid invalid => new CheckStep.Failed(
            step, invalid.Error.ToString(), "The org does not take events of the documented form; show this line to Okta support."),
        DeliveryOutcome.Unauthorized refused => new CheckStep.Failed(step, refused.Reason),
        DeliveryOutcome.Unavailable { StatusCode: null } unavailable => new CheckStep.Failed(step, unavailable.Reason, UnreachableFix),
        DeliveryOutcome.Unavailable unavailable => new CheckStep.Failed(
            step,
            unavailable.Reason,
            unavailable.StatusCode >= 500 ? "Okta, or a proxy on the way, has a fault. See https://status.okta.com and try again." : null),
        _ => throw new InvalidOperationException($"{outcome.GetType().Name} is not in the table."),
    };

    private string? RefusedFix(DeliveryOutcome.Unauthorized refused) => (refused.StatusCode, options.Value.Authentication) switch
    {
        // Refused before anything was sent: the reason says what to do.
        (null, _) => null,
        (401, OktaAuthentication.ApiToken) =>
            $"The token in the secret {options.Value.ApiTokenSecret} is not one of {options.Value.OrgUrl!.Host}, was revoked, " +
            "or was not used for 30 days. Make a new one in Okta (Security, API, Tokens) and store it under that name.",
        (403, OktaAuthentication.ApiToken) =>
            "The token's admin may not send risk events, or the org's feature is off: give the admin a role that may, " +
            "look at the token's network zones, and ask Okta support for the Risk Events API.",
        (400, OktaAuthentication.PrivateKeyJwt) => ProofFix,
        (401, OktaAuthentication.PrivateKeyJwt) when refused.CanAnswerChallenge => ProofFix,
        (401, OktaAuthentication.PrivateKeyJwt) =>
            $"Okta has just given this token and does not take it: it was revoked meanwhile, " +
            $"{options.Value.OrgUrl!.Host} (Okta:OrgUrl) leads to another org, or this machine's clock is wrong. Look at these three, and run the check again.",
        (403, OktaAuthentication.PrivateKeyJwt) =>
            $"Give the service app {options.Value.ClientId} an admin role and the scope okta.riskEvents.manage, " +
            "and ask Okta support whether the org has the Risk Events API.",
        _ => "Look for the request in Okta's System Log.",
    };
}
