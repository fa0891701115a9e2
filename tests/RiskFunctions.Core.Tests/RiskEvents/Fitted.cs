using RiskFunctions.RiskEvents.Text;

namespace RiskFunctions.Core.Tests.RiskEvents;

/// <summary>A fitted text as a test compares it.</summary>
internal static class Fitted
{
    /// <summary>Null when nothing is left.</summary>
    public static string? Of(string? text, string? reference)
    {
        var fitted = EventText.Fit(text, reference, new char[EventText.RoomNeeded]);
        return fitted.IsEmpty ? null : fitted.ToString();
    }
}
