namespace RiskFunctions.Core.Tests.Conventions;

/// <summary>The working tree that the tests were built in.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string Source => Path.Combine(Root, "src");

    /// <summary>Our projects, relative to <see cref="Source"/>. A build of the function app leaves a generated one in its obj folder.</summary>
    public static IEnumerable<string> ProjectsOfSource => Directory.EnumerateFiles(Source, "*.csproj", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Source, path))
        .Where(path => !path.Split('/', '\\').Any(folder => folder is "bin" or "obj"));

    public static string Tests => Path.Combine(Root, "tests");

    // From the test's output folder upwards: compiled-in paths are not real ones in a deterministic build.
    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "RiskFunctions.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("RiskFunctions.sln stands in no folder above the tests.");
    }
}
