namespace RiskFunctions.RiskEvents;

internal static class EventText
{
    public static string? Fit(string? text, string? reference) => text ?? reference;
}
