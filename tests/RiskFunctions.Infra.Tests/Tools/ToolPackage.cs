using System.Reflection;

namespace RiskFunctions.Infra.Tests.Tools;

/// <summary>Programs that come as NuGet packages: where restore has put them.</summary>
internal static class ToolPackage
{
    private static readonly Dictionary<string, string?> Metadata = typeof(ToolPackage).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .ToDictionary(attribute => attribute.Key, attribute => attribute.Value, StringComparer.Ordinal);

    public static string Bicep { get; } = Path.Combine(Metadata["BicepFolder"]!, OperatingSystem.IsWindows() ? "bicep.exe" : "bicep");

    /// <summary>What the global tool starts: <c>dotnet THIS</c>.</summary>
    public static string PowerShell { get; } = Path.Combine(
        Metadata["PowerShellFolder"]!,
        OperatingSystem.IsWindows() ? "win" : "unix",
        "pwsh.dll");
}
