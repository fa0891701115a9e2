using Microsoft.Extensions.Logging;
using RiskFunctions.Delivery;
using RiskFunctions.Signals.Results;
using RiskFunctions.Testing.Delivery;

namespace RiskFunctions.Core.Tests.Delivery.Telemetry;

/// <summary>A run through every outcome, and what of it may be written down.</summary>
[Collection(SimulatedTime.Name)]
public sealed class LogPrivacyTests
{
    private const string Words = "what-the-sender-said";

    [Fact]
    public async Task Logs_of_a_run_hold_no_token_no_address_and_no_body()
    {
        await using var rig = new DeliveryRig();
        rig.Secrets.Value = "00rotated-token";
        var batch = Enumerable.Range(0, 16).Select(n => rig.Message($"m{n}", Some.Signal(Some.Address(n), text: $"{Words} {n}"))).ToList();
        batch.Add(rig.Unreadable("unreadable"));
        batch.Add(rig.Receive("trusted"));
        rig.Reader.Set("trusted", new ReadResult.Readable("test", []) { Suppressed = 1 });
        batch.Add(rig.Receive("private"));
        rig.Reader.Set("private", new ReadResult.Readable("test", []) { LeftOut = [new("ip", "10.0.0.1", LeftOutReason.NotRoutable)] });
        batch[4].BeforeSettling = _ => throw new InvalidOperationException("no broker");
        batch[5].BeforeRenewal = _ => throw new InvalidOperationException("no broker");
        rig.In(TimeSpan.FromSeconds(30), batch[6].LoseLock);
        rig.Okta.AnswerWith(call => call.Number switch
        {
            1 => OktaAnswer.Refused(),
            2 => OktaAnswer.Error(403, "E0000006", "You do not have permission"),
            3 => OktaAnswer.Throttled(call.At, TimeSpan.FromSeconds(10)),
            4 => OktaAnswer.Status(503, call.Body),
            5 => OktaAnswer.Status(500, call.Body),
            6 => throw new HttpRequestException(HttpRequestError.ConnectionError, $"{Some.Address(0)} {call.Authorization}"),
            7 => OktaAnswer.Status(401, $$"""{"errorCode":"echo {{call.Authorization}} {{Some.Address(0)}}","errorSummary":"{{call.Authorization}}"}"""),
            8 => OktaAnswer.Status(400, $$"""{"errorCode":"echo {{Some.Address(0)}}","errorSummary":"{{Words}}"}"""),
            _ when call.Names(Some.Address(3)) => OktaAnswer.Error(400, "E0000001", $"Api validation failed: {Some.Address(3)} {Words}"),
            _ => OktaAnswer.Accepted(),
        });

        await Assert.ThrowsAsync<SettlementFailedException>(() => rig.DeliverAsync(batch));

        var names = rig.Logs.Entries.Select(e => e.Id.Name).ToHashSet();
        Assert.Superset(
            new HashSet<string?>
            {
                "RequestAccepted", "RequestThrottled", "RequestRejected", "RequestFailed", "CredentialRefused", "CircuitOpened", "CircuitClosed",
                "MessageDeadLettered", "MessageNotSettled", "LockNotRenewed", "MessageLockLost", "SignalsSuppressed", "NoAddress",
            },
            names);
        Assert.DoesNotContain(rig.Logs.Entries, e => e.Text.Contains(DeliveryRig.Token));
        Assert.DoesNotContain(rig.Logs.Entries, e => e.Text.Contains("00rotated-token"));
        var written = rig.Logs.Entries.Where(e => e.Level >= LogLevel.Information).ToList();
        Assert.DoesNotContain(written, e => e.Text.Contains("198.18."));
        Assert.DoesNotContain(written, e => e.Text.Contains(Words));
        Assert.DoesNotContain(written, e => e.Text.Contains("body of"));
    }
}
