using RiskFunctions.Delivery.Batches;
using RiskFunctions.Delivery.Settling;
using RiskFunctions.Delivery.Splitting;
using RiskFunctions.RiskEvents;
using RiskFunctions.Signals;
using RiskFunctions.Testing.Delivery;

namespace RiskFunctions.Core.Tests.Delivery.Batches;

public sealed class BatchWorkTests
{
    private static readonly DateTimeOffset Now = Some.Time;

    [Fact]
    public void Finished_leaves_out_what_is_settled()
    {
        var (messages, work) = Work([Some.Signal("203.0.113.1")], [Some.Signal("203.0.113.2")]);

        Accept(work);

        Assert.Equal(messages, work.Finished);
        Assert.All(work.Finished, m => m.TryClaimSettlement());
        Assert.Empty(work.Finished);
        Assert.False(work.Next(Now));
    }

    [Fact]
    public void Finished_leaves_out_a_message_with_open_signals()
    {
        var (_, work) = Work(Some.Signals(1001));

        Accept(work);

        Assert.Empty(work.Finished);
        Assert.Equal(new Settlement.Abandon(), SettlementTable.AtTheEnd(Assert.Single(work.Messages), mayLeave: true));
    }

    [Fact]
    public void Reject_sends_what_nobody_refused_first_and_then_the_halves_in_order()
    {
        var (_, work) = Work([.. Enumerable.Range(0, 21).Select(Apart)]);
        var first = Take(work);

        work.Reject(Some.Error());

        var unsuspected = Take(work);
        Assert.Single(unsuspected.Events);
        work.Accept();
        Assert.Equal(first.Events.Take(10), Take(work).Events);
        Assert.Equal(first.Events.Skip(10), Take(work).Events);
        Assert.False(work.Next(Now));
    }

    [Fact]
    public void Reject_of_a_higher_level_is_told_apart_before_lower_ones_are_sent()
    {
        var (_, work) = Work(
            [.. Enumerable.Range(0, 20).Select(n => Some.Signal(Some.Address(n), RiskLevel.High, Now.AddSeconds(n)))],
            [Some.Signal(Some.Address(20), RiskLevel.Low, Now.AddHours(1))]);

        Reject(work);

        Assert.Equal(RiskLevel.High, Take(work).Level);
        Assert.Equal(RiskLevel.High, Take(work).Level);
        Assert.Equal(RiskLevel.Low, Take(work).Level);
    }

    [Fact]
    public void Reject_tries_all_parts_before_it_splits_again_and_splits_the_smallest_first()
    {
        var (_, work) = Work([.. Enumerable.Range(0, 4).Select(Apart)]);
        var sizes = new List<int>();
        while (work.Next(Now))
        {
            var request = Bound(work);
            sizes.Add(request.Events.Count);
            work.Reject(Some.Error());
        }

        Assert.Equal([4, 2, 2, 1, 1, 1, 1], sizes);
    }

    [Fact]
    public void Reject_of_a_message_with_much_to_search_lets_one_with_little_go_first()
    {
        var (messages, work) = Work(
            [.. Enumerable.Range(0, 20).Select(n => Some.Signal(Some.Address(n), at: Now.AddSeconds(n)))],
            [.. Enumerable.Range(20, 2).Select(n => Some.Signal(Some.Address(n), at: Now.AddSeconds(n)))]);
        Reject(work);
        Reject(work);

        Reject(work);
        Accept(work);

        Assert.Same(messages[1], Assert.Single(work.Finished));
    }

    [Fact]
    public void Reject_of_one_signal_dead_letters_its_message()
    {
        var (messages, work) = Work([Some.Signal()]);

        Reject(work);

        var message = Assert.Single(work.Finished);
        Assert.Same(messages[0], message);
        Assert.Equal(DeadLetterReason.RejectedByOkta, Fault(message).Reason);
    }

    [Fact]
    public void Reject_of_one_event_of_one_message_halves_its_subjects()
    {
        var (_, work) = Work(Some.Signals(5));

        Reject(work);

        Assert.Equal([3, 2], new[] { Take(work).SubjectCount, Take(work).SubjectCount });
        Assert.False(work.Next(Now));
    }

    [Fact]
    public void Reject_of_one_event_of_two_messages_undoes_the_merge()
    {
        var (_, work) = Work([Some.Signal(level: RiskLevel.Low)], [Some.Signal(level: RiskLevel.High)]);

        Reject(work);

        var apart = Take(work);
        Assert.Equal([[1], [0]], apart.Events.Select(e => e.Messages));
        Assert.Equal([RiskLevel.High, RiskLevel.Low], apart.Events.Select(e => e.Level));
        work.Accept();
        Assert.All(work.Finished, m => Assert.IsType<Settlement.Complete>(SettlementTable.AtTheEnd(m, mayLeave: true)));
    }

    [Fact]
    public void Reject_of_a_request_of_passengers_alone_leaves_the_search_to_them()
    {
        var (_, work) = Work([Some.Signal(level: RiskLevel.Low)]);
        List<BatchMessage> passengers = [.. Enumerable.Range(1, 20).Select(
            n => Held($"p{n}", [Some.Signal(Some.Address(n), RiskLevel.High, Now.AddMinutes(n))]))];
        work.Next(Now);
        work.Board(passengers);
        Bound(work);

        work.Reject(Some.Error());

        var (left, refused) = work.Disembark();
        Assert.Equal(passengers, left);
        Assert.Empty(work.Passengers);
        Assert.Null(work.Disembark().Refused);
        Assert.Equal(10, Take(new BatchWork(left, TimeSpan.Zero, static _ => { }, refused)).Events.Count);
        Assert.Equal(RiskLevel.Low, Take(work).Level);
    }

    [Fact]
    public void Reject_of_one_signal_of_a_passenger_dead_letters_it()
    {
        var (_, work) = Work([Some.Signal(expiresAt: Now.AddSeconds(1))]);
        var passenger = Held("p", [Some.Signal("203.0.113.9")]);
        work.Next(Now);
        work.Board([passenger]);
        Bound(work, Now.AddSeconds(2));

        work.Reject(Some.Error());

        Assert.Equal(DeadLetterReason.RejectedByOkta, Fault(passenger).Reason);
        Assert.Null(work.Disembark().Refused);
    }

    [Fact]
    public void Reject_more_often_than_may_be_split_sends_all_the_rest_once_and_puts_back_what_was_not_told_apart()
    {
        // Three requests with bad signals only, and one good one behind them.
        var (messages, work) = Work([.. Enumerable.Range(0, 61).Select(Apart)]);
        var refused = new List<int>();
        while (work.Next(Now))
        {
            var request = Bound(work);
            if (request.Events is [{ Messages: [60] }])
            {
                work.Accept();
            }
            else
            {
                work.Reject(Some.Error());
                refused.Add(request.Events.Count);
            }
        }

        Assert.True(work.SplitsSpent);
        Assert.Equal(3, refused.Count(events => events == 20));
        Assert.InRange(refused.Count, SuspectSearch.MaxSplits, 3 + (2 * SuspectSearch.MaxSplits));
        var settlements = work.Messages.ToDictionary(m => m, m => SettlementTable.AtTheEnd(m, mayLeave: true));
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
        var message = Assert.Single(work.Finished);
        Assert.Same(messages[0], message);
        Assert.Equal(DeadLetterReason.SignalExpired, Fault(message).Reason);
    }

    [Fact]
    public void Description_of_a_message_with_several_refused_signals_does_not_claim_that_the_others_were_sent()
    {
        var (_, work) = Work([Some.Signal(at: Now), Some.Signal(at: Now.AddSeconds(1)), Some.Signal(at: Now.AddSeconds(2))]);
        while (work.Next(Now))
        {
            Bound(work);
            work.Reject(Some.Error());
        }

        var dead = Fault(Assert.Single(work.Finished));

        Assert.DoesNotContain("the others were sent", dead.Description);
        Assert.Contains("one of the message's 3 signals", dead.Description);
    }

    [Fact]
    public void Note_lets_the_next_delivery_go_on_where_this_one_stopped()
    {
        var signals = Enumerable.Range(0, 30).Select(n => Some.Signal(Some.Address(n), at: Now.AddSeconds(n))).ToList();
        var (messages, work) = Work(signals);
        Accept(work);

        var again = Message("m0", messages[0].Note());
        again.Load(signals);
        var rest = Take(Resumed(again));

        Assert.Equal(20, again.Done);
        Assert.Equal(signals.Skip(20).Select(s => s.Address), rest.Events.SelectMany(e => e.Subjects).Select(s => s.Address));
    }

    [Fact]
    public void Note_keeps_a_refusal_so_that_the_culprit_is_not_searched_again()
    {
        var signals = Enumerable.Range(0, 2).Select(n => Some.Signal(Some.Address(n), at: Now.AddSeconds(n))).ToList();
        var (messages, work) = Work(signals);
        Reject(work);
        Reject(work);

        var again = Message("m0", messages[0].Note());
        again.Load(signals);
        var rest = Resumed(again);
        Accept(rest);

        Assert.False(rest.Next(Now));
        var dead = Fault(Assert.Single(rest.Finished));
        Assert.Equal(DeadLetterReason.RejectedByOkta, dead.Reason);
        Assert.StartsWith("E0000001: Api validation failed", dead.Description);
    }

    [Fact]
    public void Note_still_fits_when_a_signal_has_expired_meanwhile()
    {
        var signals = Enumerable.Range(0, 30).Select(n => Some.Signal(Some.Address(n), at: Now.AddSeconds(n), expiresAt: Now.AddMinutes(n + 1))).ToList();
        var (messages, work) = Work(signals);
        Accept(work);

        var again = Message("m0", messages[0].Note());
        again.Load(signals);
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

    [Fact]
    public void Locks_are_kept_of_the_own_messages_and_of_those_that_ride_along()
    {
        var (own, passenger) = (Held("m", [Some.Signal()]), Held("p", [Some.Signal()]));
        var kept = new List<BatchMessage>();
        var work = new BatchWork([own], TimeSpan.Zero, kept.AddRange);

        work.Board([passenger]);

        Assert.Equal([own, passenger], kept);
    }

    [Fact]
    public void Level_is_that_of_the_best_unsent_signal_whoever_rode_with_the_last_try()
    {
        var (_, work) = Work([Some.Signal(level: RiskLevel.Low)], [Some.Signal("203.0.113.8", RiskLevel.Medium)]);
        work.Next(Now);
        work.Board([Held("p", [Some.Signal("203.0.113.9")])]);
        Assert.Equal(RiskLevel.High, Bound(work).Level);

        work.Disembark();

        Assert.Equal(RiskLevel.Medium, work.Level);
    }

    [Fact]
    public void Level_of_a_part_is_its_own()
    {
        var (_, work) = Work([Some.Signal(level: RiskLevel.Medium)], [Some.Signal("203.0.113.8", RiskLevel.Low)]);
        Reject(work);

        Take(work);
        Assert.Equal(RiskLevel.Medium, work.Level);
        Take(work);
        Assert.Equal(RiskLevel.Low, work.Level);
    }

    [Theory]
    [InlineData(1, false, false)]
    [InlineData(20, false, true)]
    [InlineData(21, true, true)]
    public void Other_is_what_does_not_fit_into_the_request(int signals, bool other, bool orPart)
    {
        var (_, work) = Work([.. Enumerable.Range(0, signals).Select(Apart)]);

        Take(work);

        Assert.Equal((other, orPart), (work.HasOther, work.HasOtherOrPart));
    }

    [Fact]
    public void Other_of_a_part_is_the_next_part_or_what_is_unsent()
    {
        var (_, work) = Work([.. Enumerable.Range(0, 20).Select(Apart), [Some.Signal(Some.Address(20), RiskLevel.Low, Now.AddHours(1))]]);

        Reject(work);

        foreach (var other in new[] { true, true, false })
        {
            Take(work);
            Assert.Equal(other, work.HasOther);
            work.Accept();
        }
    }

    [Fact]
    public void Room_is_told_by_the_open_messages_of_the_lane()
    {
        var (_, work) = Work(Some.Signals(1));
        work.Next(Now);
        List<BatchMessage> low = [.. Enumerable.Range(1, 3).Select(n => Held($"low{n}", Some.Signals(3, n * 3), RiskLevel.Low))];
        low[2].MarkLockLost();
        work.Board(low);

        // 19 free events of six signals each, three signals a message.
        Assert.Equal(38, work.Room(RiskLevel.Low));
        Assert.Equal(19, work.Room(RiskLevel.Medium));
    }

    [Fact]
    public void Bind_of_more_than_can_be_planned_takes_the_highest_of_all()
    {
        var (_, work) = Work(
        [
            .. Enumerable.Range(0, 5).Select(m => Enumerable.Range(m * 1000, 1000).Select(n => Some.Signal(Some.Address(n), RiskLevel.Low)).ToList()),
            [Some.Signal()],
        ]);

        Assert.Equal(RiskLevel.High, Take(work).Level);
    }

    [Fact]
    public void Refresh_of_a_part_leaves_out_what_has_expired_and_what_nobody_waits_for()
    {
        var end = Now.AddSeconds(1);
        var (messages, work) = Work([Some.Signal(at: Now, expiresAt: end)], Apart(1), Apart(1), Apart(2), Apart(3));
        Reject(work);
        Assert.Equal(2, Take(work).Events.Count);
        Assert.Empty(work.Finished);

        messages[1].MarkLockLost();
        Assert.True(work.Refresh(end));
        Assert.Equal([1, 2], Assert.Single(work.Current.Request.Events).Messages);
        Assert.Equal(SettlementTable.Expired(end), Fault(messages[0]));
        messages[2].MarkLockLost();
        Assert.False(work.Refresh(end));
    }

    [Fact]
    public void Movable_are_messages_of_which_nothing_open_was_tried()
    {
        var (messages, work) = Work([.. Enumerable.Range(0, 20).SelectMany(Apart)], Apart(20), Apart(21), Apart(22));
        Assert.Equal(20, Take(work).Events.Count);
        work.Reject(Some.Error());
        Assert.True(work.Next(Now));

        messages[2].TryClaimSettlement();
        messages[3].MarkLockLost();

        Assert.Equal([messages[1]], work.Movable);
    }

    [Fact]
    public void Movable_is_a_message_of_which_a_part_was_accepted()
    {
        var (messages, work) = Work([.. Enumerable.Range(0, 30).SelectMany(Apart)]);

        Accept(work);

        Assert.True(work.Next(Now));
        Assert.Equal(messages, work.Movable);
    }

    [Fact]
    public void Next_passes_over_a_part_that_nobody_waits_for()
    {
        var (messages, work) = Work(Apart(0), Apart(1));
        Reject(work);
        messages[0].MarkLockLost();

        Assert.Equal([1], Assert.Single(Take(work).Events).Messages);
        Assert.False(work.Next(Now));
    }

    [Fact]
    public void Bind_after_the_end_of_all_signals_has_nothing_to_send()
    {
        var (_, work) = Work([Some.Signal(expiresAt: Now.AddSeconds(1))]);
        work.Next(Now);

        Assert.False(work.Bind(Now.AddSeconds(1)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Doubt_of_several_signals_tries_them_in_parts(bool othersPass)
    {
        var (_, work) = Work(Apart(0), Apart(1));
        Take(work);
        work.Current.SuccessesAtFirstFault = 7;

        work.Doubt(othersPass);

        Assert.False(work.HasSetAside);
        Assert.Equal(1, Take(work).SubjectCount);
        Assert.Equal(7, work.Current.SuccessesAtFirstFault);
    }

    [Fact]
    public void Reject_forgets_that_Okta_stumbled_before()
    {
        var (_, work) = Work(Apart(0), Apart(1));
        Take(work);
        work.Current.SuccessesAtFirstFault = 7;

        work.Reject(Some.Error());

        Take(work);
        Assert.Null(work.Current.SuccessesAtFirstFault);
    }

    [Fact]
    public void Doubt_of_one_signal_while_nothing_passes_tries_it_again_after_all_others()
    {
        var (_, work) = Work(Apart(0), Apart(1));
        Take(work);
        work.Doubt(othersPass: false);
        Take(work);

        work.Doubt(othersPass: false);

        Assert.Equal([1], Take(work).Events[0].Messages);
        Assert.Equal([0], Take(work).Events[0].Messages);
        Assert.False(work.HasSetAside);
    }

    [Fact]
    public void Doubt_of_one_signal_while_others_pass_sets_it_aside()
    {
        var (messages, work) = Work([Some.Signal()]);
        Take(work);

        work.Doubt(othersPass: true);

        Assert.True(work.HasSetAside);
        Assert.False(work.Next(Now));
        Assert.Equal(messages[0].Signals, messages[0].SignalsSetAside);
    }

    [Theory]
    [InlineData(2, new[] { 2, 3, 4, 5, 6 })]
    [InlineData(3, new[] { 3, 4, 5, 6, 0 })]
    [InlineData(8, new[] { 1, 2, 3, 4, 5 })]
    public void Signals_set_aside_earlier_are_tried_alone_after_all_others_and_take_turns_from_delivery_to_delivery(int delivery, int[] tried)
    {
        var work = new BatchWork([Held("new", Apart(100)), Aside(7, delivery)], TimeSpan.Zero, static _ => { });
        Accept(work);

        var sent = new List<RiskSignal>();
        while (work.Next(Now))
        {
            sent.Add(Assert.Single(Bound(work).Events.SelectMany(e => e.Subjects)));
        }

        Assert.Equal(tried.Select(Some.Address), sent.Select(s => s.Address.ToString()));
    }

    [Fact]
    public void Signals_set_aside_earlier_wait_when_the_splits_are_spent()
    {
        var work = new BatchWork([.. Enumerable.Range(100, 60).Select(n => Held($"m{n}", Apart(n))), Aside(1, 2)], TimeSpan.Zero, static _ => { });
        while (work.Next(Now))
        {
            Bound(work);
            Assert.NotEqual(RequestKind.SetAside, work.Current.Kind);
            work.Reject(Some.Error());
        }

        Assert.True(work.SplitsSpent);
    }

    private static RiskRequest Take(BatchWork work, DateTimeOffset? now = null)
    {
        Assert.True(work.Next(now ?? Now));
        return Bound(work, now);
    }

    private static RiskRequest Bound(BatchWork work, DateTimeOffset? now = null)
    {
        Assert.True(work.Bind(now ?? Now));
        return work.Current.Request;
    }

    private static void Accept(BatchWork work)
    {
        Take(work);
        work.Accept();
    }

    private static void Reject(BatchWork work)
    {
        Take(work);
        work.Reject(Some.Error());
    }

    private static Settlement.DeadLetter Fault(BatchMessage message) =>
        Assert.IsType<Settlement.DeadLetter>(SettlementTable.AtTheEnd(message, mayLeave: true));

    private static BatchWork Resumed(BatchMessage message) => new([message], TimeSpan.Zero, static _ => { });

    private static IReadOnlyList<RiskSignal> Apart(int n) => [Some.Signal(Some.Address(n), at: Now.AddSeconds(n))];

    private static BatchMessage Message(
        string id, IReadOnlyDictionary<string, object>? properties = null, int delivery = 1, RiskLevel lane = RiskLevel.High) =>
        new(lane, new FakeLockedMessage(Some.Message(id, delivery, properties), TimeProvider.System, TimeSpan.FromMinutes(1)));

    private static BatchMessage Held(string id, IReadOnlyList<RiskSignal> signals, RiskLevel lane = RiskLevel.High)
    {
        var message = Message(id, lane: lane);
        message.Load(signals);
        return message;
    }

    /// <summary>A message all of whose signals were set aside at an earlier delivery.</summary>
    private static BatchMessage Aside(int signals, int delivery)
    {
        var first = Held("aside", Some.Signals(signals));
        first.Signals.ToList().ForEach(first.SetAside);
        var again = Message("aside", first.Note(), delivery);
        again.Load(first.Signals);
        return again;
    }

    private static (IReadOnlyList<BatchMessage> Messages, BatchWork Work) Work(params IReadOnlyList<RiskSignal>[] signals)
    {
        var messages = signals.Select((s, n) => Held($"m{n}", s)).ToList();
        return (messages, new BatchWork(messages, TimeSpan.Zero, static _ => { }));
    }
}
