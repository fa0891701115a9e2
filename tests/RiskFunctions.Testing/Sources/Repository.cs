namespace RiskFunctions.Testing.Sources;

/// <summary>The files of this repository.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Source => Path.Combine(Root, "src");

    public static string Tests => Path.Combine(Root, "tests");

    /// <summary>Our projects, relative to <see cref="Source"/>. A build of the function app leaves a generated one in its obj folder.</summary>
    public static IEnumerable<string> ProjectsOfSource => Find("src", "*.csproj").Select(path => path["src/".Length..]);

    public static string Read(string relativePath) => File.ReadAllText(Path.Combine(Root, relativePath));

    public static bool Has(string relativePath) => File.Exists(Path.Combine(Root, relativePath));

    /// <summary>Paths relative to the root, with <c>/</c>, sorted; build output left out. Empty when the folder does not exist.</summary>
    public static IReadOnlyList<string> Find(string folder, string pattern)
    {
        var start = Path.Combine(Root, folder);
        if (!Directory.Exists(start))
        {
            return [];
        }

        return [.. Directory.EnumerateFiles(start, pattern, SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => !path.Split('/').Any(part => part is "bin" or "obj" or "node_modules"))
            .Order(StringComparer.Ordinal)];
    }

    // From the test's output folder upwards: compiled-in paths are not real ones in a deterministic build.
    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "RiskFunctions.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No RiskFunctions.sln above {AppContext.BaseDirectory}.");
    }
}
