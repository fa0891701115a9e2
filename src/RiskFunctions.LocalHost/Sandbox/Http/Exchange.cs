using RiskFunctions.LocalHost.Sandbox.Limits;
using RiskFunctions.LocalHost.Sandbox.Recording;
using RiskFunctions.LocalHost.Sandbox.Validation;

namespace RiskFunctions.LocalHost.Sandbox.Http;

/// <summary>What is known so far of one risk event request on its way through the sandbox.</summary>
internal sealed class Exchange(Arrival arrival, LimitReading reading)
{
    public Arrival Arrival => arrival;

    public LimitReading Reading => reading;

    public bool Accepted { get; set; }

    /// <summary>Name of the fault that struck; null while none did.</summary>
    public string? Fault { get; set; }

    public IReadOnlyList<ReceivedEvent> Events { get; set; } = [];

    public RequestRecord ToRecord(int status)
    {
        var subjects = Events.SelectMany(e => e.Subjects).ToList();
        return new RequestRecord
        {
            Arrival = arrival,
            Status = status,
            Accepted = Accepted,
            Events = Events.Count,
            Subjects = subjects.Count,
            Fault = Fault,
            HighestLevel = subjects.Select(s => s.RiskLevel).MaxBy(Rank),
        };
    }

    private static int Rank(string level) => level switch
    {
        "HIGH" => 3,
        "MEDIUM" => 2,
        _ => 1,
    };
}
