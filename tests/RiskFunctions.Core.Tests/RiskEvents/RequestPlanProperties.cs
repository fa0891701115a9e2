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

    private static readonly Arbitrary<Case> Cases =
        (from batch in Batches.Generator
         from milliseconds in Gen.Elements(0, 400, 1_000, 10_000)
         select new Case(batch, TimeSpan.FromMilliseconds(milliseconds))).ToArbitrary();

    [Fact]
    public void For_never_breaks_twenty_events_and_fifty_subjects_and_never_wastes_a_request() => Holds(c =>
    {
        var plan = c.Plan();
        var events = plan.Sum(r => r.Events.Count);
        return plan.All(r => r.Events.Count is >= 1 and <= 20 && r.SubjectCount == r.Events.Sum(e => e.Subjects.Count()))
            && plan.SelectMany(r => r.Events).All(e => e.SubjectCount is >= 1 and <= 50 && e.SubjectCount == e.Subjects.Count())
            && plan.Count == (events + 19) / 20;
    });

    [Fact]
    public void For_speaks_for_every_signal_exactly_once_by_its_own_message_and_at_no_lower_level() => Holds(c =>
    {
        var sources = c.Events().SelectMany(e => e.Sources).ToList();
        return sources.Count == c.Batch.Sum(m => m.Count)
            && sources.Select(s => s.Signal).Distinct(ReferenceEqualityComparer.Instance).Count() == sources.Count
            && sources.TrueForAll(s => c.Batch[s.Message].Any(own => ReferenceEquals(own, s.Signal)))
            && c.Events().All(e => e.Sources.All(s => e.Subjects.Single(x => x.Address == s.Signal.Address).Level >= s.Signal.Level));
    });

    [Fact]
    public void For_names_an_address_once_an_event_at_the_level_that_somebody_said() => Holds(c => c.Events().All(e =>
        e.Subjects.All(s => e.Sources.Any(source => source.Signal == s)) && e.Subjects.Select(s => s.Address).Distinct().Count() == e.SubjectCount));

    [Fact]
    public void For_gives_an_event_the_latest_of_times_no_further_apart_than_the_tolerance() => Holds(c => c.Events().All(e =>
    {
        var times = e.Sources.Select(s => s.Signal.Timestamp).ToList();
        return e.Timestamp == times.Max() && times.Max() - times.Min() <= c.Tolerance
            && e.Sources.All(s => s.Signal.ExpiresAt is null == e.ExpiresAt is null) && e.ExpiresAt == e.Sources.Max(s => s.Signal.ExpiresAt);
    }));

    [Fact]
    public void For_keeps_every_time_exact_when_that_fits_into_one_request() => Holds(c =>
        RequestPlan.For(c.Batch, TimeSpan.Zero).Count > 1 || c.Events().All(e => e.Sources.All(s => s.Signal.Timestamp == e.Timestamp)));

    [Fact]
    public void For_takes_no_more_requests_with_a_tolerance_than_without() => Holds(c => c.Plan().Count <= RequestPlan.For(c.Batch, TimeSpan.Zero).Count);

    [Fact]
    public void For_sends_higher_levels_first() => Holds(c =>
    {
        var levels = c.Events().Select(e => e.Level).ToList();
        return levels.SequenceEqual(levels.OrderDescending());
    });

    [Fact]
    public void Split_to_the_end_leaves_every_message_alone_with_what_it_said() => Holds(c => c.Plan().All(request =>
    {
        var singles = Singles(request).ToList();
        return singles.TrueForAll(s => s.Events[0].Sources.All(x => x.Signal.Address == s.Events[0].Subjects.Single().Address))
            && singles.Sum(s => s.Events[0].Sources.Count()) == request.Events.Sum(e => e.Sources.Count());
    }));

    [Fact]
    public void Only_of_two_halves_of_the_batch_is_all_of_it() => Holds(c => c.Plan().All(request =>
    {
        var middle = c.Batch.Count / 2;
        var parts = new[] { request.Only(..middle), request.Only(middle..c.Batch.Count) };
        return parts.OfType<RiskRequest>().Sum(p => p.Events.Sum(e => e.Sources.Count())) == request.Events.Sum(e => e.Sources.Count())
            && (parts[1]?.Events.All(e => e.Sources.All(s => c.Batch[s.Message + middle].Any(own => ReferenceEquals(own, s.Signal)))) ?? true);
    }));

    private static IEnumerable<RiskRequest> Singles(RiskRequest request) => request.IsSingle ? [request] : request.Split().SelectMany(Singles);

    private static void Holds(Func<Case, bool> property) => Check.One(Config.QuickThrowOnFailure.WithMaxTest(150), Prop.ForAll(Cases, property));

    private sealed record Case(IReadOnlyList<IReadOnlyList<RiskSignal>> Batch, TimeSpan Tolerance)
    {
        public IReadOnlyList<RiskRequest> Plan() => RequestPlan.For(Batch, Tolerance);

        public IEnumerable<RiskEvent> Events() => Plan().SelectMany(r => r.Events);
    }
}
