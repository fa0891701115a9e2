using RiskFunctions.Delivery;
using RiskFunctions.Delivery.Sending;
using RiskFunctions.Testing.Delivery;

namespace RiskFunctions.Core.Tests.Delivery.Sending;

/// <summary>What changes while a batch waits for its permit.</summary>
[Collection(SimulatedTime.Name)]
public sealed class WaitingTests
{
    [Fact]
    public async Task Locks_are_held_while_a_batch_waits_for_as_long_as_it_may()
    {
        await using var rig = new DeliveryRig { LockDuration = TimeSpan.FromSeconds(30) };
        rig.Okta.AnswerWith(_ => OktaAnswer.Status(503));
        var batch = rig.Messages(20);

        await rig.DeliverAsync(batch);

        Assert.All(batch, m => Assert.Equal("abandon", m.Settled));
        Assert.DoesNotContain(rig.Logs.Entries, e => e.Id.Name is "MessageLockLost" or "LockNotRenewed");
    }

    [Fact]
    public async Task Message_whose_lock_is_lost_while_it_waits_is_not_sent_and_not_settled_but_the_others_are()
    {
        await using var rig = await BusyAsync();
        var lost = rig.Message(1);
        var kept = rig.Message(2);
        rig.In(TimeSpan.FromSeconds(1), lost.LoseLock);

        await rig.DeliverAsync(lost, kept);

        Assert.Equal([Some.Address(2)], rig.Okta.Calls[1].Addresses);
        Assert.Null(lost.Settled);
        Assert.Equal(0, lost.SettlementAttempts);
        Assert.Equal("complete", kept.Settled);
    }

    [Fact]
    public async Task Batch_whose_locks_are_all_lost_while_it_waits_sends_nothing_and_does_not_throw()
    {
        await using var rig = await BusyAsync();
        var lost = rig.Message(1);
        rig.In(TimeSpan.FromSeconds(1), lost.LoseLock);

        await rig.DeliverAsync(lost);

        Assert.Single(rig.Okta.Calls);
        Assert.Null(lost.Settled);
    }

    [Fact]
    public async Task Message_whose_lock_is_lost_shares_an_event_with_one_that_is_still_held_and_the_event_is_sent()
    {
        await using var rig = await BusyAsync();
        var lost = rig.Message("lost", Some.Signal("203.0.113.7"));
        var kept = rig.Message("kept", Some.Signal("203.0.113.7"));
        rig.In(TimeSpan.FromSeconds(1), lost.LoseLock);

        await rig.DeliverAsync(lost, kept);

        Assert.Equal(["203.0.113.7"], rig.Okta.Calls[1].Addresses);
        Assert.Null(lost.Settled);
        Assert.Equal("complete", kept.Settled);
    }

    [Fact]
    public async Task Signal_that_expires_while_it_waits_is_dead_lettered_and_not_sent_but_the_others_are()
    {
        await using var rig = await BusyAsync();
        var expired = rig.Message("expired", Some.Signal("203.0.113.7", expiresAt: rig.Time.GetUtcNow().AddSeconds(20)));
        var good = rig.Message(2);

        await rig.DeliverAsync(expired, good);

        Assert.Equal("dead-letter", expired.Settled);
        Assert.Equal("SignalExpired", expired.Reason);
        Assert.Contains("expiresAt: 2026-03-04T05:06:27.000Z", expired.Description);
        Assert.Equal([Some.Address(2)], rig.Okta.Calls[1].Addresses);
        Assert.Equal("complete", good.Settled);
    }

    [Fact]
    public async Task Signal_that_expires_while_it_waits_alone_costs_no_request()
    {
        await using var rig = await BusyAsync();
        var expired = rig.Message("expired", Some.Signal("203.0.113.7", expiresAt: rig.Time.GetUtcNow().AddSeconds(20)));

        await rig.DeliverAsync(expired);

        Assert.Equal("SignalExpired", expired.Reason);
        Assert.Single(rig.Okta.Calls);
    }

    [Fact]
    public async Task Signal_that_expires_between_retries_is_not_sent_again()
    {
        await using var rig = new DeliveryRig();
        rig.Okta.AnswerWith(call => call.Number < 7 ? OktaAnswer.Status(503) : OktaAnswer.Accepted());
        var expired = rig.Message("expired", Some.Signal("203.0.113.7", expiresAt: Some.Time.AddSeconds(12)));

        await rig.DeliverAsync(expired);

        Assert.Equal("SignalExpired", expired.Reason);
        Assert.All(rig.Okta.Calls, c => Assert.True(c.At < Some.Time.AddSeconds(12)));
        Assert.Equal(CircuitState.Unavailable, rig.Get<OktaCircuit>().Snapshot.State);
    }

    [Fact]
    public async Task Probe_that_has_nothing_left_to_send_gives_its_turn_to_the_next_batch()
    {
        await using var rig = new DeliveryRig();
        rig.Okta.AnswerWith(call => call.At < Some.Time.AddSeconds(15) ? OktaAnswer.Status(503) : OktaAnswer.Accepted());
        var expired = rig.Message("expired", Some.Signal("203.0.113.7", expiresAt: Some.Time.AddSeconds(15)));
        await rig.DeliverAsync(expired);
        var next = rig.Message(1);

        await rig.DeliverAsync(next);

        Assert.Equal("complete", next.Settled);
    }

    // One request a minute, and this minute's is used.
    private static async Task<DeliveryRig> BusyAsync()
    {
        var rig = new DeliveryRig(("RateMeter:RequestsPerMinute", "1"));
        await rig.DeliverAsync(rig.Message(99));
        return rig;
    }
}
