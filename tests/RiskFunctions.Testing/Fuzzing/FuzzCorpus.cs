using RiskFunctions.Testing.Signals;

namespace RiskFunctions.Testing.Fuzzing;

/// <summary>
/// What fuzzing starts from: every sample, one of each kind of message that senders are known to send, and what stands in <c>Fuzzing/Corpus</c>, bodies
/// that broke something once or that bring several kinds together.
/// </summary>
public static class FuzzCorpus
{
    private const string Prefix = "Corpus/";

    public static IReadOnlyList<(string Name, byte[] Body)> All()
    {
        var assembly = typeof(FuzzCorpus).Assembly;
        return
        [
            .. Sample.All(),
            .. assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix)).Select(n => (n[Prefix.Length..], Read(assembly, n))),
        ];
    }

    private static byte[] Read(System.Reflection.Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
