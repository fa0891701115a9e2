using System.Globalization;

namespace RiskFunctions.LocalHost.Tests.EndToEnd.Stage;

/// <summary>Bodies with many signals.</summary>
internal static class SignalArray
{
    private static readonly DateTimeOffset First = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    /// <summary>HIGH signals of different addresses, a minute apart, so that each is an event of its own.</summary>
    /// <param name="count">At most 1,000.</param>
    /// <param name="message">What the nth says; null means the same for all.</param>
    public static string OfOwnTimes(int count, Func<int, string>? message = null) => $"[{string.Join(',', Enumerable.Range(0, count).Select(n => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"ip":"203.0.{{n >> 8}}.{{n & 255}}","riskLevel":"HIGH","message":"{{message?.Invoke(n) ?? "Fine"}}","""
        + $"\"timestamp\":\"{First.AddMinutes(n):yyyy-MM-ddTHH:mm:ssZ}\"}}")))}]";
}
