using RiskFunctions.Testing.Azurite;
using RiskFunctions.Testing.Npm;

namespace RiskFunctions.LoadTests;

/// <summary>A run in real time with real processes. Skipped, with the reason, unless <c>RISKFUNCTIONS_LOAD</c> is 1 or all.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LoadFactAttribute : FactAttribute
{
    private const string Switch = "RISKFUNCTIONS_LOAD";

    private static readonly string? Wanted = Environment.GetEnvironmentVariable(Switch);

    private bool _more;

    public LoadFactAttribute() => Skip = Wanted is not ("1" or "all")
        ? $"takes minutes; set {Switch}=1 (.ci/run does)"
        : OperatingSystem.IsWindows()
            ? "sends signals that Windows does not know"
            : AzuriteFactAttribute.SkipReason(Environment.GetEnvironmentVariable("CI"), NpmPackage.MissingTool());

    /// <summary>One more of a kind of which .ci/run tries others: runs with <c>all</c> only.</summary>
    public bool More
    {
        get => _more;
        set
        {
            _more = value;
            if (value && Wanted != "all")
            {
                Skip ??= $"three minutes more of what others show; set {Switch}=all";
            }
        }
    }
}
