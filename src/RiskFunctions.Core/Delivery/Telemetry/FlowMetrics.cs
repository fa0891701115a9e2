using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using RiskFunctions.Delivery.Sending;
using RiskFunctions.Metering.Sharing;
using RiskFunctions.Okta.Answers;
using RiskFunctions.RiskEvents;
using RiskFunctions.Signals;
using RiskFunctions.Signals.Results;

namespace RiskFunctions.Delivery.Telemetry;

/// <summary>The metrics of the flow, in the meter named <see cref="MeterName"/>, and the counts that a snapshot shows.</summary>
internal sealed class FlowMetrics : IDisposable
{
    public const string MeterName = "RiskFunctions";

    private readonly Meter _meter;
    private readonly Counter<long> _requests;
    private readonly Counter<long> _events;
    private readonly Counter<long> _subjects;
    private readonly Counter<long> _throttled;
    private readonly Counter<long> _settled;
    private readonly Counter<long> _leftOut;
    private readonly Counter<long> _securityEvents;
    private readonly Counter<long> _usersLeftOut;
    private readonly Histogram<double> _permitWait;
    private FlowCounts _counts = new();

    public FlowMetrics(IMeterFactory factory, MeterSession session, OktaCircuit circuit)
    {
        _meter = factory.Create(MeterName);
        _requests = _meter.CreateCounter<long>("riskfunctions.okta.requests", "{request}", "Requests sent to Okta, by lane and outcome.");
        _events = _meter.CreateCounter<long>("riskfunctions.okta.events", "{event}", "Risk events that Okta accepted, by lane.");
        _subjects = _meter.CreateCounter<long>("riskfunctions.okta.subjects", "{subject}", "Subjects of accepted risk events, by lane.");
        _throttled = _meter.CreateCounter<long>("riskfunctions.okta.throttled", "{request}", "Answers with status 429, by lane.");
        _settled = _meter.CreateCounter<long>("riskfunctions.messages.settled", "{message}", "Messages settled, by lane, settlement and reason.");
        _leftOut = _meter.CreateCounter<long>("riskfunctions.addresses.left_out", "{address}", "Addresses of alerts that were not sent, by lane and reason.");
        _securityEvents = _meter.CreateCounter<long>("riskfunctions.okta.security_events", "{request}", "Security events sent to Okta, by lane and outcome.");
        _usersLeftOut = _meter.CreateCounter<long>("riskfunctions.users.left_out", "{user}", "Users about whom nothing was sent, by lane and reason.");
        _permitWait = _meter.CreateHistogram<double>("riskfunctions.okta.permits.wait", "s", "Time that a request waited for its permit, by lane.");
        _meter.CreateObservableGauge(
            "riskfunctions.okta.limit",
            () => session.Rules.LimitIn(session.Known),
            "{request}",
            "Requests allowed in one window: the lower of our limit and Okta's.");
        _meter.CreateObservableGauge(
            "riskfunctions.circuit.open", () => circuit.IsClosed ? 0 : 1, "1", "1 while Okta is down or refuses the credential, else 0.");
    }

    /// <summary>The gauges of security events, which are there only while they are on.</summary>
    public void WatchUsers(MeterSession session, OktaCircuit circuit)
    {
        _meter.CreateObservableGauge(
            "riskfunctions.security_events.limit",
            () => session.Rules.LimitIn(session.Known),
            "{request}",
            "Security events allowed in one window: the lower of our limit and Okta's.");
        _meter.CreateObservableGauge(
            "riskfunctions.security_events.circuit.open",
            () => circuit.IsClosed ? 0 : 1,
            "1",
            "1 while Okta takes no security events or refuses provider, issuer or key, else 0.");
    }

    public FlowCounts Counts => Volatile.Read(ref _counts);

    public void Dispose() => _meter.Dispose();

    public void Count(Func<FlowCounts, FlowCounts> add) => ImmutableInterlocked.Update(ref _counts, add);

    public void Answered(RiskRequest request, DeliveryOutcome outcome)
    {
        var lane = new KeyValuePair<string, object?>("lane", request.Level.Tag());
        _requests.Add(1, lane, new("outcome", outcome.Tag));
        if (outcome is DeliveryOutcome.Accepted)
        {
            var (events, subjects) = (request.Events.Count, request.SubjectCount);
            _events.Add(events, lane);
            _subjects.Add(subjects, lane);
            Count(c => c with { Requests = c.Requests + 1, Events = c.Events + events, Subjects = c.Subjects + subjects });
        }
        else if (outcome is DeliveryOutcome.Throttled)
        {
            _throttled.Add(1, lane);
        }
    }

    public void LeftOut(RiskLevel lane, IReadOnlyList<LeftOutAddress> addresses)
    {
        for (var i = 0; i < addresses.Count; i++)
        {
            _leftOut.Add(1, new("lane", lane.Tag()), new("reason", addresses[i].Reason.Tag()));
        }
    }

    public void AnsweredUser(RiskLevel level, DeliveryOutcome outcome)
    {
        _securityEvents.Add(1, new("lane", level.Tag()), new("outcome", outcome.Tag));
        if (outcome is DeliveryOutcome.Accepted)
        {
            Count(static c => c with { SecurityEvents = c.SecurityEvents + 1 });
        }
    }

    public void LeftOutUser(RiskLevel lane, LeftOutUserReason reason)
    {
        _usersLeftOut.Add(1, new("lane", lane.Tag()), new("reason", Signals.Results.LeftOutUser.Tag(reason)));
        Count(static c => c with { UsersLeftOut = c.UsersLeftOut + 1 });
    }

    public void Waited(RiskLevel lane, TimeSpan waited) =>
        _permitWait.Record(waited.TotalSeconds, new KeyValuePair<string, object?>("lane", lane.Tag()));

    public void Settled(RiskLevel lane, string settlement, string reason) =>
        _settled.Add(1, new("lane", lane.Tag()), new("settlement", settlement), new("reason", reason));
}
