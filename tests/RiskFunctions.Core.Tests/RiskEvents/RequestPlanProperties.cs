using FsCheck;
using FsCheck.Fluent;
using RiskFunctions.RiskEvents;
using RiskFunctions.Signals;
using RiskFunctions.Testing.Delivery;

namespace RiskFunctions.Core.Tests.RiskEvents;

/// <summary>What holds for every batch, however addresses, times, levels and messages fall together.</summary>
public sealed class RequestPlanProperties
{
    private static readonly Gen<RiskSignal> Signals =
        from address in Gen.Choose(0, 300)
        from level in Gen.Elements(RiskLevel.Low, RiskLevel.Medium, RiskLevel.High)
        from seconds in Gen.Choose(0, 2)
        from expires in Gen.Choose(0, 1)
        select Some.Signal(
            Some.Address(address), level, Some.Time.AddSeconds(seconds), expires == 0 ? null : Some.Time.AddHours(1));

    private static readonly Gen<List<RiskSignal>> Message =
        from size in Gen.Frequency((3, Gen.Choose(0, 3)), (1, Gen.Choose(0, 200)))
        from signals in Gen.ArrayOf(Signals, size)
        select signals.ToList();

    private static readonly Arbitrary<IReadOnlyList<IReadOnlyList<RiskSignal>>> Batches =
        (from size in Gen.Choose(0, 20)
         from messages in Gen.ArrayOf(Message, size)
         select (IReadOnlyList<IReadOnlyList<RiskSignal>>)[.. messages]).ToArbitrary();

    [Fact]
    public void For_never_breaks_twenty_events_and_fifty_subjects_and_never_wastes_a_request() => Holds(batch =>
    {
        var plan = RequestPlan.For(batch);
        var events = plan.Sum(r => r.Events.Count);
        return plan.All(r => r.Events.Count is >= 1 and <= 20 && r.SubjectCount == r.Events.Sum(e => e.Subjects.Count()))
            && plan.SelectMany(r => r.Events).All(e => e.SubjectCount is >= 1 and <= 50 && e.SubjectCount == e.Subjects.Count())
            && plan.Count == (events + 19) / 20;
    });

    [Fact]
    public void For_never_loses_invents_or_repeats_a_subject_and_keeps_the_highest_level() => Holds(batch =>
    {
        var expected = batch.SelectMany(m => m).GroupBy(Key).ToDictionary(g => g.Key, g => g.Max(s => s.Level));
        var planned = RequestPlan.For(batch).SelectMany(r => r.Events).SelectMany(e => e.Subjects).ToList();
        return planned.Count == expected.Count && planned.All(s => expected[Key(s)] == s.Level);
    });

    [Fact]
    public void For_writes_every_subject_under_its_own_time() => Holds(batch =>
        RequestPlan.For(batch).SelectMany(r => r.Events).All(e => e.Subjects.All(s => s.Timestamp == e.Timestamp && s.ExpiresAt == e.ExpiresAt)));

    [Fact]
    public void For_links_each_message_to_the_events_that_hold_its_signals_and_to_no_other() => Holds(batch =>
        RequestPlan.For(batch).SelectMany(r => r.Events).All(e =>
        {
            var keys = e.Subjects.Select(Key).ToHashSet();
            var owners = Enumerable.Range(0, batch.Count).Where(m => batch[m].Any(s => keys.Contains(Key(s))));
            return e.Messages.SequenceEqual(owners);
        }));

    [Fact]
    public void For_sends_higher_levels_first() => Holds(batch =>
    {
        var levels = RequestPlan.For(batch).SelectMany(r => r.Events).Select(e => e.Level).ToList();
        return levels.SequenceEqual(levels.OrderDescending());
    });

    [Fact]
    public void SplitByMessage_gives_each_message_what_it_said_itself() => Holds(batch =>
        RequestPlan.For(batch).SelectMany(r => r.Events).All(e =>
        {
            var keys = e.Subjects.Select(Key).ToHashSet();
            var parts = e.SplitByMessage();
            return parts.Count == e.Messages.Count && parts.All(part =>
            {
                var own = batch[Assert.Single(part.Messages)].Where(s => keys.Contains(Key(s))).GroupBy(Key).ToDictionary(g => g.Key, g => g.Max(s => s.Level));
                return part.SubjectCount == own.Count && part.Subjects.All(s => own[Key(s)] == s.Level);
            });
        }));

    private static (SignalAddress Address, DateTimeOffset Timestamp, DateTimeOffset? ExpiresAt) Key(RiskSignal signal) =>
        (signal.Address, signal.Timestamp, signal.ExpiresAt);

    private static void Holds(Func<IReadOnlyList<IReadOnlyList<RiskSignal>>, bool> property) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(150), Prop.ForAll(Batches, property));
}
