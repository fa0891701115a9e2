namespace RiskFunctions.LocalHost.Commands;

/// <summary>What the process tells a script.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>It ran and found faults.</summary>
    public const int Failed = 1;

    /// <summary>It could not start: a setting, a port, a file.</summary>
    public const int CannotStart = 2;
}
