using RiskFunctions.Delivery;
using RiskFunctions.RiskEvents;
using RiskFunctions.Signals;
using RiskFunctions.Testing.Delivery;

namespace RiskFunctions.Core.Tests.Delivery;

public sealed class BatchWorkTests
{
    private static readonly DateTimeOffset Now = Some.Time;

    [Fact]
    public void Finished_tells_each_message_once()
    {
        var (messages, work) = Work([Some.Signal("203.0.113.1")], [Some.Signal("203.0.113.2")]);

        work.Accept(work.Next(Now)!);

        Assert.Equal(messages, work.Finished().Select(f => f.Message));
        Assert.Empty(work.Finished());
        Assert.Null(work.Next(Now));
    }

    [Fact]
    public void Finished_leaves_out_a_message_with_open_events()
    {
        var (_, work) = Work(Some.Signals(1001));

        work.Accept(work.Next(Now)!);

        Assert.Empty(work.Finished());
        Assert.Equal(new Settlement.Abandon(), Assert.Single(work.Remaining()).Settlement);
    }

    [Fact]
    public void Split_sends_the_halves_next_and_in_order()
    {
        var (_, work) = Work([.. Enumerable.Range(0, 21).Select(n => Some.Signals(1, n))]);
        var first = work.Next(Now)!;

        Assert.True(work.Split(first, Some.Error()));

        Assert.Equal(first.Events.Take(10), work.Next(Now)!.Events);
        Assert.Equal(first.Events.Skip(10), work.Next(Now)!.Events);
        Assert.Single(work.Next(Now)!.Events);
        Assert.Null(work.Next(Now));
    }

    [Fact]
    public void Split_of_one_event_of_one_message_dead_letters_it()
    {
        var (messages, work) = Work([Some.Signal()]);

        Assert.True(work.Split(work.Next(Now)!, Some.Error()));

        var (message, settlement) = Assert.Single(work.Finished());
        Assert.Same(messages[0], message);
        Assert.Equal(DeadLetterReason.RejectedByOkta, Assert.IsType<Settlement.DeadLetter>(settlement).Reason);
    }

    [Fact]
    public void Split_of_one_event_of_two_messages_undoes_the_merge()
    {
        var (_, work) = Work([Some.Signal(level: RiskLevel.Low)], [Some.Signal(level: RiskLevel.High)]);

        Assert.True(work.Split(work.Next(Now)!, Some.Error()));

        var apart = work.Next(Now)!;
        Assert.Equal([[0], [1]], apart.Events.Select(e => e.Messages));
        Assert.Equal([RiskLevel.Low, RiskLevel.High], apart.Events.Select(e => e.Level));
        work.Accept(apart);
        Assert.All(work.Finished(), f => Assert.IsType<Settlement.Complete>(f.Settlement));
    }

    [Fact]
    public void Split_more_often_than_allowed_is_refused()
    {
        var (_, work) = Work([.. Enumerable.Range(0, 40).Select(n => Some.Signals(1, n))]);
        var splits = 0;

        while (work.Next(Now) is { } request && work.Split(request, Some.Error()))
        {
            splits += request.Events.Count > 1 ? 1 : 0;
        }

        Assert.Equal(BatchWork.MaxSplits, splits);
    }

    [Fact]
    public void Next_closes_what_has_expired_and_sends_the_rest()
    {
        var (messages, work) = Work([Some.Signal("203.0.113.1", expiresAt: Now)], [Some.Signal("203.0.113.2", expiresAt: Now.AddMilliseconds(1))]);

        var request = work.Next(Now)!;

        Assert.Equal([1], Assert.Single(request.Events).Messages);
        var (message, settlement) = Assert.Single(work.Finished());
        Assert.Same(messages[0], message);
        Assert.Equal(DeadLetterReason.SignalExpired, Assert.IsType<Settlement.DeadLetter>(settlement).Reason);
    }

    [Fact]
    public void Remaining_leaves_out_lost_and_settled_messages()
    {
        var (messages, work) = Work([Some.Signal("203.0.113.1")], [Some.Signal("203.0.113.2")], [Some.Signal("203.0.113.3")]);
        messages[0].MarkLockLost();
        messages[1].TryClaimSettlement();

        Assert.Same(messages[2], Assert.Single(work.Remaining()).Message);
    }

    [Fact]
    public void Description_of_a_message_with_several_refused_events_does_not_claim_that_the_others_were_sent()
    {
        var (_, work) = Work([Some.Signal(at: Now), Some.Signal(at: Now.AddSeconds(1)), Some.Signal(at: Now.AddSeconds(2))]);
        while (work.Next(Now) is { } request)
        {
            work.Split(request, Some.Error());
        }

        var dead = Assert.IsType<Settlement.DeadLetter>(Assert.Single(work.Finished()).Settlement);

        Assert.DoesNotContain("the others were sent", dead.Description, StringComparison.Ordinal);
        Assert.Contains("one of the message's 3 events", dead.Description, StringComparison.Ordinal);
    }

    private static (IReadOnlyList<BatchMessage> Messages, BatchWork Work) Work(params IReadOnlyList<RiskSignal>[] signals)
    {
        var messages = signals
            .Select((_, n) => new BatchMessage(new FakeLockedMessage(Some.Message($"m{n}"), TimeProvider.System, TimeSpan.FromMinutes(1))))
            .ToList();
        return (messages, new BatchWork(messages, RequestPlan.For(signals)));
    }
}
