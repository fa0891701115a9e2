using System.Globalization;
using RiskFunctions.LocalHost.Broker.Queues;

namespace RiskFunctions.LocalHost.Commands;

/// <summary>What the broker still held when its process ended.</summary>
internal static class LeftBehind
{
    /// <summary>Null when no message waited.</summary>
    public static string? Words(IReadOnlyDictionary<string, LaneCounts> lanes)
    {
        var waiting = lanes.Select(lane => (lane.Key, Messages: lane.Value.Active + lane.Value.Locked)).Where(lane => lane.Messages > 0).ToList();
        var all = waiting.Sum(lane => lane.Messages);
        var each = string.Join(", ", waiting.Select(lane => string.Create(CultureInfo.InvariantCulture, $"{lane.Messages} {lane.Key}")));
        return all switch
        {
            0 => null,
            1 => $"1 message was waiting ({each}) and is gone with this process.",
            _ => string.Create(CultureInfo.InvariantCulture, $"{all} messages were waiting ({each}) and are gone with this process."),
        };
    }
}
