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
}
