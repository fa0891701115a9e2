using RiskFunctions.Delivery;
using RiskFunctions.Signals;
using RiskFunctions.Testing.Delivery;

namespace RiskFunctions.Core.Tests.Delivery;

public sealed class SettlementTableTests
{
    private static readonly Settlement.DeadLetter Fault = new(DeadLetterReason.RejectedByOkta, "a fault");

    [Fact]
    public void AfterReading_unreadable_message_is_dead_lettered_with_field_and_fault()
    {
        var settlement = SettlementTable.AfterReading(new ReadResult.Unreadable(DeadLetterReason.NonRoutableAddress, "[2].ip", "is private"));

        Assert.Equal(new Settlement.DeadLetter(DeadLetterReason.NonRoutableAddress, "[2].ip: is private"), settlement);
    }

    [Fact]
    public void AfterReading_message_without_signals_is_complete() =>
        Assert.Equal(new Settlement.Complete(), SettlementTable.AfterReading(new ReadResult.Readable("test", [])));

    [Fact]
    public void AfterReading_message_with_signals_is_undecided() =>
        Assert.Null(SettlementTable.AfterReading(new ReadResult.Readable("test", [Some.Signal()])));

    [Fact]
    public void AfterSending_all_accepted_is_complete() => Assert.Equal(new Settlement.Complete(), SettlementTable.AfterSending(0, null, splitsSpent: false));

    [Fact]
    public void AfterSending_refused_in_part_when_the_splits_are_spent_is_dead_lettered_and_says_so()
    {
        var dead = Assert.IsType<Settlement.DeadLetter>(SettlementTable.AfterSending(3, Fault, splitsSpent: true));

        Assert.Equal(Fault.Reason, dead.Reason);
        Assert.EndsWith("; 3 more of its events were not tried", dead.Description);
    }

    [Fact]
    public void AfterSending_nothing_against_it_when_the_splits_are_spent_goes_back() =>
        Assert.Equal(new Settlement.Abandon(), SettlementTable.AfterSending(3, null, splitsSpent: true));

    [Fact]
    public void AfterSending_all_decided_with_a_fault_is_dead_lettered() => Assert.Same(Fault, SettlementTable.AfterSending(0, Fault, splitsSpent: false));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AfterSending_events_still_open_go_back(bool faulty) =>
        Assert.Equal(new Settlement.Abandon(), SettlementTable.AfterSending(1, faulty ? Fault : null, splitsSpent: false));

    [Fact]
    public void Rejected_names_code_and_summary() =>
        Assert.Equal(
            new Settlement.DeadLetter(DeadLetterReason.RejectedByOkta, "E0000001: Api validation failed"),
            SettlementTable.Rejected(Some.Error(), 1));

    [Fact]
    public void Expired_names_the_time_in_utc() =>
        Assert.Equal(
            "expiresAt: 2026-03-04T03:06:07.000Z passed while the signal waited to be sent",
            SettlementTable.Expired(new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.FromHours(2)).ToUniversalTime()).Description);
}
