namespace RiskFunctions.LocalHost.Sandbox.Faults;

/// <summary>The faults by the names that a plan uses.</summary>
internal static class FaultNames
{
    public static IReadOnlyDictionary<string, FaultKind> All { get; } = new Dictionary<string, FaultKind>(StringComparer.Ordinal)
    {
        ["400"] = FaultKind.BadRequest,
        ["401"] = FaultKind.Unauthorized,
        ["403"] = FaultKind.Forbidden,
        ["429"] = FaultKind.Throttled,
        ["500"] = FaultKind.ServerError,
        ["503"] = FaultKind.Unavailable,
        ["slow"] = FaultKind.Slow,
        ["hang"] = FaultKind.Hang,
        ["reset-before-accept"] = FaultKind.ResetBeforeAccept,
        ["reset-after-accept"] = FaultKind.ResetAfterAccept,
        ["garbage"] = FaultKind.Garbage,
        ["headers"] = FaultKind.Headers,
        ["redirect"] = FaultKind.Redirect,
    };
}
