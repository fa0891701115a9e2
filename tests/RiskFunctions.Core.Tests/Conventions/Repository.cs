using System.Runtime.CompilerServices;

namespace RiskFunctions.Core.Tests.Conventions;

/// <summary>The working tree that the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string Source => Path.Combine(Root, "src");

    public static string Tests => Path.Combine(Root, "tests");

    private static string Find([CallerFilePath] string here = "")
    {
        var folder = new FileInfo(here).Directory;
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "RiskFunctions.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("RiskFunctions.sln stands in no folder above the tests.");
    }
}
