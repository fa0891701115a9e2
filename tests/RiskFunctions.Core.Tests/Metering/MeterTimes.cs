using RiskFunctions.Metering.State;

namespace RiskFunctions.Core.Tests.Metering;

/// <summary>Fixed data of the meter's tests.</summary>
internal static class MeterTimes
{
    /// <summary>The start of a minute, so that counts land in a minute that a test can name.</summary>
    public static readonly DateTimeOffset Start = new(2026, 3, 4, 5, 6, 0, TimeSpan.Zero);

    /// <summary>The rules of a shared store with Okta's numbers, unless a test names others.</summary>
    public static MeterRules Rules(int limit = 30, int reserved = 0, double windowSeconds = 60, double guardSeconds = 1.5) => new()
    {
        Limit = limit,
        Window = TimeSpan.FromSeconds(windowSeconds),
        ReservedForHigh = reserved,
        Guard = TimeSpan.FromSeconds(guardSeconds),
    };

    public static DateTimeOffset At(double seconds) => Start + TimeSpan.FromSeconds(seconds);

    /// <summary>A state with a grant at each of these seconds, all of another instance.</summary>
    public static MeterState WithGrants(params IEnumerable<double> seconds) =>
        new() { Grants = [.. seconds.Select(s => new MeterGrant(At(s), "other"))] };
}
