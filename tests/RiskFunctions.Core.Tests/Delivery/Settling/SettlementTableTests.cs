using RiskFunctions.Delivery.Settling;
using RiskFunctions.Signals;
using RiskFunctions.Testing.Delivery;

namespace RiskFunctions.Core.Tests.Delivery.Settling;

public sealed class SettlementTableTests
{
    private static readonly Settlement.DeadLetter Fault = new(DeadLetterReason.RejectedByOkta, "a fault");

    [Fact]
    public void AtTheEnd_message_without_signals_is_complete() => Assert.Equal(new Settlement.Complete(), SettlementTable.AtTheEnd(Message(), mayLeave: true));

    [Fact]
    public void AtTheEnd_message_that_could_not_be_read_is_dead_lettered()
    {
        var message = new BatchMessage(RiskLevel.High, new FakeLockedMessage(Some.Message("m"), TimeProvider.System, TimeSpan.FromMinutes(1)));
        message.Refuse(Fault);

        Assert.Same(Fault, SettlementTable.AtTheEnd(message, mayLeave: false));
    }

    [Fact]
    public void AtTheEnd_all_accepted_is_complete()
    {
        var message = Message(Some.Signal());
        message.Accept(message.Signals[0]);

        Assert.Equal(new Settlement.Complete(), SettlementTable.AtTheEnd(message, mayLeave: true));
    }

    [Fact]
    public void AtTheEnd_all_decided_with_a_fault_is_dead_lettered()
    {
        var message = Message(Some.Signal(), Some.Signal());
        message.Accept(message.Signals[0]);
        message.Reject(message.Signals[1], Fault);

        Assert.Same(Fault, SettlementTable.AtTheEnd(message, mayLeave: true));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AtTheEnd_signals_still_open_go_back(bool faulty)
    {
        var message = Message(Some.Signal(), Some.Signal());
        if (faulty)
        {
            message.Reject(message.Signals[0], Fault);
        }

        Assert.Equal(new Settlement.Abandon(), SettlementTable.AtTheEnd(message, mayLeave: true));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AtTheEnd_nothing_new_about_a_signal_set_aside_is_left_to_its_lock_where_that_is_allowed(bool mayLeave)
    {
        var first = Message(Some.Signal(), Some.Signal());
        first.Accept(first.Signals[0]);
        first.SetAside(first.Signals[1]);
        var again = new BatchMessage(RiskLevel.High, new FakeLockedMessage(Some.Message("m", 2, first.Note()), TimeProvider.System, TimeSpan.FromMinutes(1)));
        again.Load(first.Signals);

        Assert.Equal(new Settlement.Abandon(), SettlementTable.AtTheEnd(first, mayLeave));
        Assert.Equal(mayLeave ? new Settlement.Leave() : new Settlement.Abandon(), SettlementTable.AtTheEnd(again, mayLeave));
    }

    [Fact]
    public void Rejected_names_code_and_summary() =>
        Assert.Equal(
            new Settlement.DeadLetter(DeadLetterReason.RejectedByOkta, "E0000001: Api validation failed"),
            SettlementTable.Rejected(Some.Error(), 1));

    [Fact]
    public void Rejected_of_several_signals_says_that_the_others_were_sent() =>
        Assert.Equal(
            "E0000001: Api validation failed (one of the message's 2 signals; those that Okta did not refuse were sent)",
            SettlementTable.Rejected(Some.Error(), 2).Description);

    [Fact]
    public void Expired_names_the_time_in_utc() =>
        Assert.Equal(
            "expiresAt: 2026-03-04T03:06:07.000Z passed while the signal waited to be sent",
            SettlementTable.Expired(new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.FromHours(2)).ToUniversalTime()).Description);

    private static BatchMessage Message(params IReadOnlyList<RiskSignal> signals)
    {
        var message = new BatchMessage(RiskLevel.High, new FakeLockedMessage(Some.Message("m"), TimeProvider.System, TimeSpan.FromMinutes(1)));
        message.Load(signals);
        return message;
    }
}
