using RiskFunctions.Metering.State;

namespace RiskFunctions.Metering.Decision;

/// <summary>The meter's answer to one question for a permit.</summary>
internal abstract record PermitDecision
{
    private PermitDecision() { }

    /// <summary>One request may start now, under <paramref name="Grant"/>.</summary>
    public sealed record Granted(MeterGrant Grant) : PermitDecision;

    /// <summary>Ask again at <paramref name="Until"/>. The answer is hardly better before: only when a lane gives up or a permit is returned.</summary>
    /// <param name="Until">UTC, later than now.</param>
    /// <param name="RenewMarkAt">When to renew the waiting mark; null when the lane needs none.</param>
    /// <param name="IsBehind">Other instances wait in the lane already, and their requests leave first.</param>
    public sealed record Wait(DateTimeOffset Until, DateTimeOffset? RenewMarkAt, bool IsBehind = false) : PermitDecision;
}
