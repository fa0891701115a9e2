using System.Diagnostics;

namespace RiskFunctions.Testing.Azurite;

/// <summary>The Azurite npm package, installed once for each user at a pinned version, outside the repository.</summary>
internal static class AzuritePackage
{
    /// <summary>The newest version that was seen to run on Node.js 20.</summary>
    public const string Version = "3.35.0";

    private const string NpmOnWindows = "npm.cmd";
    private static readonly TimeSpan InstallLimit = TimeSpan.FromMinutes(5);

    private static string Folder { get; } = Path.Combine(CacheRoot(), "RiskFunctions.Testing", $"azurite-{Version}");

    private static string Script { get; } = Path.Combine(Folder, "node_modules", "azurite", "dist", "src", "blob", "main.js");

    /// <summary>The tool that is missing to install or run Azurite; null when none is.</summary>
    public static string? MissingTool() =>
        !OnPath(Node) ? "node" : !OnPath(Npm) ? "npm" : null;

    public static string Node => OperatingSystem.IsWindows() ? "node.exe" : "node";

    private static string Npm => OperatingSystem.IsWindows() ? NpmOnWindows : "npm";

    /// <summary>Installs Azurite unless that was done before, and gives the path of its blob server's script. Safe in several processes at once.</summary>
    public static async Task<string> EnsureInstalledAsync(CancellationToken cancellationToken)
    {
        var marker = Path.Combine(Folder, "installed");
        if (File.Exists(marker))
        {
            return Script;
        }

        Directory.CreateDirectory(Folder);
        await using var gate = await LockAsync(Path.Combine(Folder, "lock"), cancellationToken);
        if (!File.Exists(marker))
        {
            await InstallAsync(cancellationToken);
            await File.WriteAllTextAsync(marker, Version, cancellationToken);
        }

        return Script;
    }

    private static async Task InstallAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Npm) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = Folder };
        string[] arguments = ["install", "--prefix", Folder, $"azurite@{Version}", "--no-audit", "--no-fund", "--no-progress"];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var npm = Process.Start(start) ?? throw new InvalidOperationException("npm did not start.");
        var errors = npm.StandardError.ReadToEndAsync(cancellationToken);
        var output = npm.StandardOutput.ReadToEndAsync(cancellationToken);
        await npm.WaitForExitAsync(cancellationToken).WaitAsync(InstallLimit, TimeProvider.System, cancellationToken);
        if (npm.ExitCode != 0 || !File.Exists(Script))
        {
            throw new InvalidOperationException($"npm could not install azurite@{Version} (exit code {npm.ExitCode}): {await errors} {await output}");
        }
    }

    private static async Task<FileStream> LockAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                // Another test process is installing; the file is free again when it is done or dead.
                await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, cancellationToken);
            }
        }
    }

    private static bool OnPath(string tool) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Any(folder => File.Exists(Path.Combine(folder, tool)));

    private static string CacheRoot()
    {
        var local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        return string.IsNullOrEmpty(local) ? Path.GetTempPath() : local;
    }
}
