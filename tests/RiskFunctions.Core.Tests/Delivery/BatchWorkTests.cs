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

        work.Accept(Take(work));

        Assert.Equal(messages, work.Finished().Select(f => f.Message));
        Assert.Empty(work.Finished());
        Assert.Null(work.Next(Now));
    }

    [Fact]
    public void Finished_leaves_out_a_message_with_open_signals()
    {
        var (_, work) = Work(Some.Signals(1001));

        work.Accept(Take(work));

        Assert.Empty(work.Finished());
        Assert.Equal(new Settlement.Abandon(), Assert.Single(work.Remaining(stopping: false)).Settlement);
    }

    [Fact]
    public void Reject_sends_what_nobody_refused_first_and_then_the_halves_in_order()
    {
        var (_, work) = Work([.. Enumerable.Range(0, 21).Select(Apart)]);
        var first = Take(work);

        work.Reject(first, Some.Error());

        var unsuspected = Take(work);
        Assert.Single(unsuspected.Events);
        work.Accept(unsuspected);
        Assert.Equal(first.Events.Take(10), Take(work).Events);
        Assert.Equal(first.Events.Skip(10), Take(work).Events);
        Assert.Null(work.Next(Now));
    }

    [Fact]
    public void Reject_of_a_higher_level_is_told_apart_before_lower_ones_are_sent()
    {
        var (_, work) = Work(
            [.. Enumerable.Range(0, 20).Select(n => Some.Signal(Some.Address(n), RiskLevel.High, Now.AddSeconds(n)))],
            [Some.Signal(Some.Address(20), RiskLevel.Low, Now.AddHours(1))]);

        work.Reject(Take(work), Some.Error());

        Assert.Equal(RiskLevel.High, Take(work).Level);
        Assert.Equal(RiskLevel.High, Take(work).Level);
        Assert.Equal(RiskLevel.Low, Take(work).Level);
    }

    [Fact]
    public void Reject_tries_all_parts_before_it_splits_again_and_splits_the_smallest_first()
    {
        var (_, work) = Work([.. Enumerable.Range(0, 4).Select(Apart)]);
        var sizes = new List<int>();
        while (work.Next(Now) is { } outgoing)
        {
            outgoing.Bind();
            var request = outgoing.Request;
            sizes.Add(request.Events.Count);
            work.Reject(request, Some.Error());
        }

        Assert.Equal([4, 2, 2, 1, 1, 1, 1], sizes);
    }

    [Fact]
    public void Reject_of_a_message_with_much_to_search_lets_one_with_little_go_first()
    {
        var (messages, work) = Work(
            [.. Enumerable.Range(0, 20).Select(n => Some.Signal(Some.Address(n), at: Now.AddSeconds(n)))],
            [.. Enumerable.Range(20, 2).Select(n => Some.Signal(Some.Address(n), at: Now.AddSeconds(n)))]);
        work.Reject(Take(work), Some.Error());
        work.Reject(Take(work), Some.Error());

        work.Reject(Take(work), Some.Error());
        work.Accept(Take(work));

        Assert.Same(messages[1], Assert.Single(work.Finished()).Message);
    }

    [Fact]
    public void Reject_of_one_signal_dead_letters_its_message()
    {
        var (messages, work) = Work([Some.Signal()]);

        work.Reject(Take(work), Some.Error());

        var (message, settlement) = Assert.Single(work.Finished());
        Assert.Same(messages[0], message);
        Assert.Equal(DeadLetterReason.RejectedByOkta, Assert.IsType<Settlement.DeadLetter>(settlement).Reason);
    }

    [Fact]
    public void Reject_of_one_event_of_one_message_halves_its_subjects()
    {
        var (_, work) = Work(Some.Signals(5));

        work.Reject(Take(work), Some.Error());

        Assert.Equal([3, 2], new[] { Take(work).SubjectCount, Take(work).SubjectCount });
        Assert.Null(work.Next(Now));
    }

    [Fact]
    public void Reject_of_one_event_of_two_messages_undoes_the_merge()
    {
        var (_, work) = Work([Some.Signal(level: RiskLevel.Low)], [Some.Signal(level: RiskLevel.High)]);

        work.Reject(Take(work), Some.Error());

        var apart = Take(work);
        Assert.Equal([[1], [0]], apart.Events.Select(e => e.Messages));
        Assert.Equal([RiskLevel.High, RiskLevel.Low], apart.Events.Select(e => e.Level));
        work.Accept(apart);
        Assert.All(work.Finished(), f => Assert.IsType<Settlement.Complete>(f.Settlement));
    }

    [Fact]
    public void Reject_more_often_than_may_be_split_sends_all_the_rest_once_and_puts_back_what_was_not_told_apart()
    {
        // Three requests with bad signals only, and one good one behind them.
        var (messages, work) = Work([.. Enumerable.Range(0, 61).Select(Apart)]);
        var refused = new List<int>();
        while (work.Next(Now) is { } outgoing)
        {
            outgoing.Bind();
            var request = outgoing.Request;
            if (request.Events is [{ Messages: [60] }])
            {
                work.Accept(request);
            }
            else
            {
                work.Reject(request, Some.Error());
                refused.Add(request.Events.Count);
            }
        }

        Assert.True(work.SplitsSpent);
        Assert.Equal(3, refused.Count(events => events == 20));
        Assert.InRange(refused.Count, BatchWork.MaxSplits, 3 + (2 * BatchWork.MaxSplits));
        var settlements = work.Remaining(stopping: false).ToDictionary(r => r.Message, r => r.Settlement);
        Assert.Equal(new Settlement.Complete(), settlements[messages[60]]);
        Assert.InRange(settlements.Values.Count(s => s is Settlement.DeadLetter), 20, 39);
        Assert.Equal(60, settlements.Values.Count(s => s is Settlement.DeadLetter or Settlement.Abandon));
    }

    [Fact]
    public void Next_closes_what_has_expired_and_sends_the_rest()
    {
        var (messages, work) = Work([Some.Signal("203.0.113.1", expiresAt: Now)], [Some.Signal("203.0.113.2", expiresAt: Now.AddMilliseconds(1))]);

        var request = Take(work);

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

        Assert.Same(messages[2], Assert.Single(work.Remaining(stopping: false)).Message);
    }

    [Fact]
    public void Description_of_a_message_with_several_refused_signals_does_not_claim_that_the_others_were_sent()
    {
        var (_, work) = Work([Some.Signal(at: Now), Some.Signal(at: Now.AddSeconds(1)), Some.Signal(at: Now.AddSeconds(2))]);
        while (work.Next(Now) is { } outgoing)
        {
            outgoing.Bind();
            var request = outgoing.Request;
            work.Reject(request, Some.Error());
        }

        var dead = Assert.IsType<Settlement.DeadLetter>(Assert.Single(work.Finished()).Settlement);

        Assert.DoesNotContain("the others were sent", dead.Description, StringComparison.Ordinal);
        Assert.Contains("one of the message's 3 signals", dead.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Note_lets_the_next_delivery_go_on_where_this_one_stopped()
    {
        var signals = Enumerable.Range(0, 30).Select(n => Some.Signal(Some.Address(n), at: Now.AddSeconds(n))).ToList();
        var (messages, work) = Work(signals);
        work.Accept(Take(work));

        var again = Message("m0", messages[0].Note());
        again.Hold(signals);
        var rest = Take(Resumed(again));

        Assert.Equal(20, again.DoneBefore);
        Assert.Equal(signals.Skip(20).Select(s => s.Address), rest.Events.SelectMany(e => e.Subjects).Select(s => s.Address));
    }

    [Fact]
    public void Note_keeps_a_refusal_so_that_the_culprit_is_not_searched_again()
    {
        var signals = Enumerable.Range(0, 2).Select(n => Some.Signal(Some.Address(n), at: Now.AddSeconds(n))).ToList();
        var (messages, work) = Work(signals);
        work.Reject(Take(work), Some.Error());
        work.Reject(Take(work), Some.Error());

        var again = Message("m0", messages[0].Note());
        again.Hold(signals);
        var rest = Resumed(again);
        rest.Accept(Take(rest));

        Assert.Null(rest.Next(Now));
        var dead = Assert.IsType<Settlement.DeadLetter>(Assert.Single(rest.Finished()).Settlement);
        Assert.Equal(DeadLetterReason.RejectedByOkta, dead.Reason);
        Assert.StartsWith("E0000001: Api validation failed", dead.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Note_still_fits_when_a_signal_has_expired_meanwhile()
    {
        var signals = Enumerable.Range(0, 30).Select(n => Some.Signal(Some.Address(n), at: Now.AddSeconds(n), expiresAt: Now.AddMinutes(n + 1))).ToList();
        var (messages, work) = Work(signals);
        work.Accept(Take(work));

        var again = Message("m0", messages[0].Note());
        again.Hold(signals);
        var rest = Take(Resumed(again), Now.AddMinutes(25));

        Assert.Equal(signals.Skip(25).Select(s => s.Address), rest.Events.SelectMany(e => e.Subjects).Select(s => s.Address));
    }

    [Fact]
    public void Note_does_not_tell_what_has_expired()
    {
        var (messages, work) = Work([Some.Signal("203.0.113.1", expiresAt: Now), Some.Signal("203.0.113.2")]);
        work.Next(Now);

        Assert.Empty(messages[0].Note());
    }

    private static RiskRequest Take(BatchWork work, DateTimeOffset? now = null)
    {
        var outgoing = work.Next(now ?? Now)!;
        outgoing.Bind();
        return outgoing.Request;
    }

    private static BatchWork Resumed(BatchMessage message) => new([message], TimeSpan.Zero, static _ => { });

    private static IReadOnlyList<RiskSignal> Apart(int n) => [Some.Signal(Some.Address(n), at: Now.AddSeconds(n))];

    private static BatchMessage Message(string id, IReadOnlyDictionary<string, object>? properties = null) =>
        new(RiskLevel.High, new FakeLockedMessage(Some.Message(id, properties: properties), TimeProvider.System, TimeSpan.FromMinutes(1)));

    private static (IReadOnlyList<BatchMessage> Messages, BatchWork Work) Work(params IReadOnlyList<RiskSignal>[] signals)
    {
        var messages = signals.Select((_, n) => Message($"m{n}")).ToList();
        for (var i = 0; i < signals.Length; i++)
        {
            messages[i].Hold(signals[i]);
        }

        return (messages, new BatchWork(messages, TimeSpan.Zero, static _ => { }));
    }
}
