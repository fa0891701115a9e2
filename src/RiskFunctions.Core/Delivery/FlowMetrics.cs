using System.Diagnostics.Metrics;
using RiskFunctions.Metering;
using RiskFunctions.Signals;

namespace RiskFunctions.Delivery;

/// <summary>The metrics of the flow, in the meter named <see cref="MeterName"/>.</summary>
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
    private readonly Histogram<double> _permitWait;

    public FlowMetrics(IMeterFactory factory, MeterSession session, OktaCircuit circuit)
    {
        _meter = factory.Create(MeterName);
        _requests = _meter.CreateCounter<long>("riskfunctions.okta.requests", "{request}", "Requests sent to Okta, by lane and outcome.");
        _events = _meter.CreateCounter<long>("riskfunctions.okta.events", "{event}", "Risk events that Okta accepted, by lane.");
        _subjects = _meter.CreateCounter<long>("riskfunctions.okta.subjects", "{subject}", "Subjects of accepted risk events, by lane.");
        _throttled = _meter.CreateCounter<long>("riskfunctions.okta.throttled", "{request}", "Answers with status 429, by lane.");
        _settled = _meter.CreateCounter<long>("riskfunctions.messages.settled", "{message}", "Messages settled, by lane, settlement and reason.");
        _leftOut = _meter.CreateCounter<long>("riskfunctions.addresses.left_out", "{address}", "Addresses of alerts that were not sent, by lane and reason.");
        _permitWait = _meter.CreateHistogram<double>("riskfunctions.okta.permits.wait", "s", "Time that a request waited for its permit, by lane.");
        _meter.CreateObservableGauge(
            "riskfunctions.okta.limit", () => session.Rules.LimitIn(session.Known), "{request}", "Requests allowed in one window, ours or Okta's, whichever is lower.");
        _meter.CreateObservableGauge(
            "riskfunctions.circuit.open", () => circuit.Snapshot.State == CircuitState.Closed ? 0 : 1, "1", "1 while Okta is down or refuses the credential, else 0.");
    }

    public void Dispose() => _meter.Dispose();

    public void Requested(RiskLevel lane, string outcome) =>
        _requests.Add(1, new("lane", lane.Tag()), new("outcome", outcome));

    public void Accepted(RiskLevel lane, int events, int subjects)
    {
        _events.Add(events, new KeyValuePair<string, object?>("lane", lane.Tag()));
        _subjects.Add(subjects, new KeyValuePair<string, object?>("lane", lane.Tag()));
    }

    public void LeftOut(RiskLevel lane, IReadOnlyList<LeftOutAddress> addresses)
    {
        for (var i = 0; i < addresses.Count; i++)
        {
            _leftOut.Add(1, new("lane", lane.Tag()), new("reason", addresses[i].Reason.Tag()));
        }
    }

    public void Throttled(RiskLevel lane) => _throttled.Add(1, new KeyValuePair<string, object?>("lane", lane.Tag()));

    public void Waited(RiskLevel lane, TimeSpan waited) =>
        _permitWait.Record(waited.TotalSeconds, new KeyValuePair<string, object?>("lane", lane.Tag()));

    public void Settled(RiskLevel lane, string settlement, string reason) =>
        _settled.Add(1, new("lane", lane.Tag()), new("settlement", settlement), new("reason", reason));
}
