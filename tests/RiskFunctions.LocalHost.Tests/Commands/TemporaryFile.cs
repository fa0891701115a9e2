namespace RiskFunctions.LocalHost.Tests.Commands;

/// <summary>A file in a folder of its own, gone with this object.</summary>
internal sealed class TemporaryFile : IDisposable
{
    public TemporaryFile(string text)
        : this(System.Text.Encoding.UTF8.GetBytes(text))
    {
    }

    public TemporaryFile(byte[] content)
    {
        Folder = Directory.CreateTempSubdirectory("riskfunctions-").FullName;
        Path = System.IO.Path.Combine(Folder, Name);
        File.WriteAllBytes(Path, content);
    }

    public static string Name => "file.json";

    public string Folder { get; }

    public string Path { get; }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
