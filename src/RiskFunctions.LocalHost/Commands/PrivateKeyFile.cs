namespace RiskFunctions.LocalHost.Commands;

/// <summary>A private key in a temporary file that only its owner may read, gone with this object.</summary>
internal sealed class PrivateKeyFile : IDisposable
{
    public PrivateKeyFile(string key)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"riskfunctions-{Guid.NewGuid():N}.jwk");
        using var writer = new StreamWriter(Path, options);
        writer.Write(key);
    }

    public string Path { get; }

    public void Dispose() => File.Delete(Path);
}
