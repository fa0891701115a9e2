using Microsoft.Extensions.Logging.Testing;
using RiskFunctions.Metering;
using RiskFunctions.Metering.Sharing;
using RiskFunctions.Metering.State;
using RiskFunctions.Okta.Answers;
using RiskFunctions.Testing.Time;
using static RiskFunctions.Core.Tests.Metering.MeterTimes;

namespace RiskFunctions.Core.Tests.Metering.Sharing;

[Collection(SimulatedTime.Name)]
public sealed class AnswerReportingTests : IDisposable
{
    private static readonly TimeSpan SomeTime = TimeSpan.FromSeconds(30);
    private static readonly MeterGrant Grant = new(Start, "me");

    private readonly ManualTimeProvider _time = new(Start);
    private readonly FaultyMeterStore _store = new();
    private readonly FakeLogger<AnswerReporting> _log = new();
    private readonly MeterSession _session;
    private readonly AnswerReporting _reporting;

    public AnswerReportingTests()
    {
        _session = new MeterSession(_store, Rules(), _time, new Random(1), new FakeLogger<MeterSession>());
        _reporting = new AnswerReporting(_session, _time, new Random(2), _log);
    }

    [Fact]
    public async Task ReportAsync_slow_store_holds_nobody_up_for_more_than_a_second_and_learns_all_the_same()
    {
        var store = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _store.BeforeSave = () => store.Task;

        await _time.RunUntilAsync(_reporting.ReportAsync(Grant, new DeliveryOutcome.Accepted(), events: 3, subjects: 5), SomeTime);

        Assert.Equal(Start + TimeSpan.FromSeconds(1), _time.GetUtcNow());
        Assert.Equal("MeterReportLate", _log.LatestRecord.Id.Name);
        store.SetResult();
        Assert.Equal(3, (await LearntAsync()).Events);
    }

    [Fact]
    public async Task ReportAsync_quick_store_learns_before_it_returns()
    {
        await _reporting.ReportAsync(Grant, new DeliveryOutcome.Accepted(), events: 3, subjects: 5);

        var minute = (await _store.StateAsync()).Minutes.Single();
        Assert.Equal((3, 5), (minute.Events, minute.Subjects));
        Assert.Equal(0, _log.Collector.Count);
    }

    [Fact]
    public async Task ReportAsync_answer_that_teaches_nothing_leaves_the_store_alone()
    {
        await _reporting.ReportAsync(Grant, new DeliveryOutcome.Unavailable("HTTP 503"), events: 3, subjects: 5);

        Assert.Equal(0, _store.Loads);
    }

    [Theory]
    [InlineData(35, true)]
    [InlineData(36, false)]
    public async Task ReportAsync_is_given_up_after_three_rounds_of_lost_races(int lost, bool learnt)
    {
        var races = 0;
        _store.BeforeSave = () => races++ < lost ? _store.PutAsync(WithGrants(-races)) : Task.CompletedTask;

        var reporting = _reporting.ReportAsync(Grant, new DeliveryOutcome.Accepted(), events: 3, subjects: 5);
        await _time.RunUntilAsync(Task.WhenAll(reporting, Waiting.UntilAsync(() => races == 36)), SomeTime);
        await _time.RunUntilAsync(Task.Delay(SomeTime, _time), SomeTime);

        Assert.Equal(36, races);
        await Waiting.UntilAsync(() => _session.Known.Minutes.Any(m => m.Events == 3) == learnt);
    }

    public void Dispose() => _session.Dispose();

    private async Task<MinuteUse> LearntAsync()
    {
        await Waiting.UntilAsync(() => _session.Known.Minutes.Length > 0);
        return (await _store.StateAsync()).Minutes.Single();
    }
}
