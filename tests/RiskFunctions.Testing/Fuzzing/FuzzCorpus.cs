namespace RiskFunctions.Testing.Fuzzing;

/// <summary>Bodies that broke something once (<c>Fuzzing/Corpus</c>), kept so that they never do again.</summary>
public static class FuzzCorpus
{
    private const string Prefix = "Corpus/";

    public static IReadOnlyList<(string Name, byte[] Body)> All()
    {
        var assembly = typeof(FuzzCorpus).Assembly;
        return [.. assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).Select(n => (n[Prefix.Length..], Read(assembly, n)))];
    }

    private static byte[] Read(System.Reflection.Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
