using RiskFunctions.Delivery;
using RiskFunctions.Delivery.Settling;
using RiskFunctions.Delivery.Telemetry;
using RiskFunctions.Signals;
using RiskFunctions.Signals.Results;
using RiskFunctions.Testing.Delivery;

namespace RiskFunctions.Core.Tests.Delivery.Settling;

/// <summary>A broker that does not settle as it should.</summary>
[Collection(SimulatedTime.Name)]
public sealed class SettlingTests
{
    [Fact]
    public async Task Settlement_that_fails_is_tried_three_times_and_thrown_after_all_others_are_settled()
    {
        await using var rig = new DeliveryRig();
        var batch = rig.Messages(20);
        batch[3].BeforeSettling = _ => throw new InvalidOperationException("no broker");

        var thrown = await Assert.ThrowsAsync<SettlementFailedException>(() => rig.DeliverAsync(batch));

        Assert.Equal(1, thrown.Messages);
        Assert.Equal("no broker", thrown.InnerException?.Message);
        Assert.Equal(3, batch[3].SettlementAttempts);
        Assert.Null(batch[3].Settled);
        Assert.Equal(19, batch.Count(m => m.Settled == "complete"));
    }

    [Fact]
    public async Task Settlement_of_an_unreadable_message_that_fails_does_not_stop_the_others_from_being_sent()
    {
        await using var rig = new DeliveryRig();
        var bad = rig.Unreadable("bad");
        bad.BeforeSettling = _ => throw new InvalidOperationException("no broker");
        var good = rig.Message(1);

        var thrown = await Assert.ThrowsAsync<SettlementFailedException>(() => rig.DeliverAsync(bad, good));

        Assert.Equal(1, thrown.Messages);
        Assert.Equal("complete", good.Settled);
    }

    [Fact]
    public async Task Settlement_that_fails_once_is_tried_again()
    {
        await using var rig = new DeliveryRig();
        var message = rig.Message(1);
        message.BeforeSettling = _ => message.SettlementAttempts == 1 ? throw new InvalidOperationException("once") : Task.CompletedTask;

        await rig.DeliverAsync(message);

        Assert.Equal("complete", message.Settled);
        Assert.Equal(2, message.SettlementAttempts);
    }

    [Fact]
    public async Task Settlement_that_took_effect_but_seemed_to_fail_ends_without_an_exception()
    {
        await using var rig = new DeliveryRig();
        var message = rig.Message(1);
        message.BeforeSettling = _ => message.SettlementAttempts == 1
            ? throw new InvalidOperationException("answer lost")
            : throw new LockLostException("settled already");

        await rig.DeliverAsync(message);

        Assert.Equal(2, message.SettlementAttempts);
    }

    [Fact]
    public async Task Settlement_that_hangs_is_given_up_after_four_seconds_and_holds_up_nobody()
    {
        await using var rig = new DeliveryRig();
        var batch = rig.Messages(3);
        batch[0].BeforeSettling = token => ScriptedOkta.NeverAsync(token);

        await Assert.ThrowsAsync<SettlementFailedException>(() => rig.DeliverAsync(batch));

        Assert.InRange(rig.Time.GetUtcNow() - Some.Time, MessageSettler.Longest, MessageSettler.Longest + TimeSpan.FromSeconds(1));
        Assert.All(batch.Skip(1), m => Assert.Equal(Some.Time, m.SettledAt));
    }

    [Fact]
    public async Task Lock_lost_at_settling_is_logged_and_is_no_error()
    {
        await using var rig = new DeliveryRig();
        var message = rig.Message(1);
        rig.Okta.AnswerWith(_ =>
        {
            message.LoseLock();
            return OktaAnswer.Accepted();
        });

        await rig.DeliverAsync(message);

        Assert.Null(message.Settled);
        Assert.Equal(1, message.SettlementAttempts);
        Assert.Contains(rig.Logs.Entries, e => e.Id.Name == "MessageLockLost");
        Assert.Equal(0, rig.Get<FlowMetrics>().Counts.Messages);
    }

    [Theory]
    [InlineData("x", 4096)]
    [InlineData("\U0001F525", 4095)]
    public async Task Dead_letter_description_is_cut_to_what_the_broker_takes_and_never_inside_a_character(string last, int length)
    {
        await using var rig = new DeliveryRig();
        var message = rig.Receive("long");
        rig.Reader.Set("long", new ReadResult.Unreadable(DeadLetterReason.InvalidSignal, "ip", new string('x', 4096 - "ip: x".Length) + last + "end"));

        await rig.DeliverAsync(message);

        Assert.Equal(length, message.Description!.Length);
    }

    [Fact]
    public async Task SettleAsync_a_second_time_does_nothing()
    {
        await using var rig = new DeliveryRig();
        var locked = rig.Message(1);
        var message = new BatchMessage(RiskLevel.High, locked);
        var settler = rig.Get<MessageSettler>();

        await settler.SettleAsync([message], mayLeave: true);
        await settler.SettleAsync([message], mayLeave: false);

        Assert.Equal(["complete"], locked.Settlements);
    }

    [Fact]
    public async Task SettleAsync_message_whose_lock_is_lost_is_left_alone()
    {
        await using var rig = new DeliveryRig();
        var locked = rig.Message(1);
        var message = new BatchMessage(RiskLevel.High, locked);
        message.MarkLockLost();

        await rig.Get<MessageSettler>().SettleAsync([message], mayLeave: true);

        Assert.Equal(0, locked.SettlementAttempts);
    }

    [Fact]
    public async Task SettleAsync_note_that_the_broker_does_not_take_does_not_keep_the_message_from_its_lane()
    {
        await using var rig = new DeliveryRig();
        var locked = rig.Message("m", Some.Signal());
        var message = new BatchMessage(RiskLevel.High, locked);
        message.Load([Some.Signal(), Some.Signal("203.0.113.8")]);
        message.Accept(message.Signals[0]);
        locked.BeforeSettling = _ => locked.SettlementAttempts < 3 ? throw new InvalidOperationException("The message is too large.") : Task.CompletedTask;

        await rig.RunAsync(() => rig.Get<MessageSettler>().SettleAsync([message], mayLeave: true));

        Assert.Equal("abandon", locked.Settled);
        Assert.Empty(locked.Note!);
    }
}
