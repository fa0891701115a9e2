using RiskFunctions.Delivery.Sending;
using RiskFunctions.Okta;
using RiskFunctions.Okta.Answers;
using RiskFunctions.Secrets;
using RiskFunctions.SecurityEvents;
using RiskFunctions.SecurityEvents.Keys;
using RiskFunctions.Signals;

namespace RiskFunctions.Checks.Connection;

/// <summary>The steps for security events: the key that signs, what Okta can read of it, and one token if wanted.</summary>
internal sealed class SecurityEventCheck(
    IOptions<SecurityEventsOptions> options,
    SecurityEventKey key,
    PublishedKeyCheck published,
    SecurityEventClient okta,
    TestPermits permits,
    TimeProvider time)
{
    private const string KeyStep = "Signing key";
    private const string TestStep = "Test security event";

    /// <summary>RFC 2606: nobody ever gets such a domain.</summary>
    private const string Nobody = "riskfunctions-check@example.invalid";

    public IEnumerable<(string Name, Func<CancellationToken, Task<CheckStep>> Run)> Steps(CheckScope scope) =>
    [
        (KeyStep, ReadKeyAsync),
        (PublishedKeyCheck.Step, async stop => await published.RunAsync(await key.ReadAsync(fresh: false, stop), options.Value.Issuer!, scope.KeySet, stop)),
        (TestStep, stop => scope.SendTestToken
            ? SendAsync(stop)
            : Task.FromResult<CheckStep>(new CheckStep.NotDone(
                TestStep, $"No token was sent. Add --send-test-event to try it with one about {Nobody}, a user that nobody has."))),
    ];

    private async Task<CheckStep> ReadKeyAsync(CancellationToken cancellationToken)
    {
        try
        {
            var signing = await key.ReadAsync(fresh: true, cancellationToken);
            return new CheckStep.Passed(
                KeyStep, $"secret {options.Value.SigningKeySecret} was read; issuer {options.Value.Issuer}, kid {signing.Kid}, {signing.Algorithm}");
        }
        catch (Exception e) when (e is SecretUnavailableException or AuthorizationRefusedException or CredentialUnavailableException)
        {
            return new CheckStep.Failed(KeyStep, e.Message);
        }
    }

    private async Task<CheckStep> SendAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        _ = SignalUser.TryParse(Nobody, out var user);
        var signal = new UserSignal { User = user, Level = RiskLevel.Low, Timestamp = now, Text = "RiskFunctions check", Index = 0 };
        var message = new SignalMessage { MessageId = "check", Body = ReadOnlyMemory<byte>.Empty, EnqueuedAt = now };
        var (outcome, failed) = await permits.SendAsync(
            TestStep, () => okta.SendAsync(message, signal, DeliveryTimes.Try, cancellationToken), cancellationToken);
        return outcome switch
        {
            null => failed!,
            DeliveryOutcome.Accepted => new CheckStep.Passed(
                TestStep,
                $"Okta accepted one token about {Nobody}. " +
                "Its System Log shows it as security.events.provider.receive_event when issuer, key and provider are right"),
            _ => TestEvent.Judge(TestStep, outcome, "SecurityEvents:RequestsPerMinute"),
        };
    }
}
