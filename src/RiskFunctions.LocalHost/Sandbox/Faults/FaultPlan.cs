namespace RiskFunctions.LocalHost.Sandbox.Faults;

/// <summary>
/// What goes wrong and when. As JSON:
/// <code>
/// {
///   "seed": 7,
///   "faults": [
///     { "at": 3, "fault": "500" },
///     { "from": "00:00:10", "to": "00:00:40", "fault": "503" },
///     { "probability": 0.05, "fault": "reset-after-accept" },
///     { "at": 9, "fault": "429", "headers": "far" },
///     { "at": 10, "fault": "slow", "delay": "00:00:02" },
///     { "at": 11, "fault": "garbage", "status": 500 },
///     { "at": 12, "fault": "redirect", "location": "http://127.0.0.1:9/" },
///     { "at": 1, "on": "token", "fault": "503" },
///     { "at": 2, "on": "sets", "fault": "400", "err": "invalid_key" },
///     { "reject-when": "PLANTED" }
///   ]
/// }
/// </code>
/// Each rule needs at least one of <c>at</c>, <c>from</c>, <c>to</c>, <c>probability</c>, <c>reject-when</c>; the first rule that is due wins.
/// <c>at</c> counts the requests, and <c>from</c> and <c>to</c> the time, since the plan was put in force.
/// </summary>
internal sealed record FaultPlan
{
    /// <summary>Nothing goes wrong.</summary>
    public static readonly FaultPlan None = new() { Rules = [] };

    /// <summary>Seed of the dice, so that a run can be repeated. Default 0.</summary>
    public int Seed { get; init; }

    public required IReadOnlyList<FaultRule> Rules { get; init; }

    /// <summary>Reads a plan.</summary>
    /// <exception cref="SandboxConfigurationException">The plan is wrong; the message names the field.</exception>
    public static FaultPlan Parse(ReadOnlySpan<byte> utf8) => FaultPlanReader.Read(utf8);
}
