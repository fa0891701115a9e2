namespace RiskFunctions.Testing.Signals;

/// <summary>The payloads under <c>Samples</c>: one folder for each format, named as the reader names it.</summary>
public static class Sample
{
    /// <summary>The cases that every format has.</summary>
    public static readonly IReadOnlyList<string> Cases = ["full", "minimal", "ten-addresses", "no-address", "unknown-fields"];

    /// <summary>Bytes of <c>Samples/format/name.json</c>.</summary>
    public static byte[] Bytes(string format, string name)
    {
        var resource = $"Samples/{format}/{name}.json";
        using var stream = typeof(Sample).Assembly.GetManifestResourceStream(resource)
            ?? throw new ArgumentException($"There is no {resource}.", nameof(name));
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    /// <summary>Every sample there is, by a name such as <c>defender-alert-full</c>.</summary>
    public static IEnumerable<(string Name, byte[] Body)> All()
    {
        const string Folder = "Samples/";
        return typeof(Sample).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder))
            .Select(name => name[Folder.Length..^".json".Length].Split('/'))
            .Select(parts => ($"{parts[0]}-{parts[1]}", Bytes(parts[0], parts[1])));
    }
}
