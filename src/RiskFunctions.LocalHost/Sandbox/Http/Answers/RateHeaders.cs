using System.Globalization;
using RiskFunctions.LocalHost.Sandbox.Limits;

namespace RiskFunctions.LocalHost.Sandbox.Http.Answers;

/// <summary>The three rate-limit headers; null leaves a header out.</summary>
internal sealed record RateHeaders(string? Limit, string? Remaining, string? Reset)
{
    public static readonly RateHeaders Missing = new(null, null, null);

    /// <summary>Values that are no numbers, or none that make sense.</summary>
    public static readonly RateHeaders Nonsense = new("-7", "many", "soon");

    /// <summary>Headers for a reading. The reset is rounded up to a full second, so that it never names a moment that is too early.</summary>
    public static RateHeaders For(LimitReading reading, DateTimeOffset serverNow) =>
        new(Text(reading.Limit), Text(reading.Remaining), Epoch(serverNow + reading.ResetIn));

    /// <summary>Okta's concurrency limit always shows limit and remaining 0, and a reset without guarantee.</summary>
    public static RateHeaders Concurrency(DateTimeOffset serverNow) => new("0", "0", Epoch(serverNow + TimeSpan.FromSeconds(2)));

    /// <summary>As <see cref="For"/> with nothing remaining, and a reset moved by <paramref name="shift"/> from the truth.</summary>
    public static RateHeaders Throttled(LimitReading reading, DateTimeOffset serverNow, TimeSpan shift) =>
        For(reading, serverNow) with { Remaining = "0", Reset = Epoch(serverNow + reading.ResetIn + shift) };

    private static string Epoch(DateTimeOffset time)
    {
        var ticks = time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks;
        return Text((ticks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
