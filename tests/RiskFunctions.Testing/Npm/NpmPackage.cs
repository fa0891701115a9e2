using System.Diagnostics;

namespace RiskFunctions.Testing.Npm;

/// <summary>One npm package, installed once for each user at a pinned version, outside the repository.</summary>
internal sealed class NpmPackage(string name, string version)
{
    private const string NpmOnWindows = "npm.cmd";
    private static readonly TimeSpan InstallLimit = TimeSpan.FromMinutes(5);

    private readonly string _folder = Path.Combine(CacheRoot(), "RiskFunctions.Testing", $"{name.Split('/')[^1]}-{version}");

    /// <summary>The tool that is missing to install or run a package; null when none is.</summary>
    public static string? MissingTool() =>
        !OnPath(Node) ? "node" : !OnPath(Npm) ? "npm" : null;

    public static string Node => OperatingSystem.IsWindows() ? "node.exe" : "node";

    private static string Npm => OperatingSystem.IsWindows() ? NpmOnWindows : "npm";

    /// <summary>
    /// Installs the package unless that was done before, and gives the folder that its <c>node_modules</c> is in. Safe in several processes at once.
    /// </summary>
    public async Task<string> EnsureInstalledAsync(CancellationToken cancellationToken)
    {
        var marker = Path.Combine(_folder, "installed");
        if (File.Exists(marker))
        {
            return _folder;
        }

        Directory.CreateDirectory(_folder);
        await using var gate = await LockAsync(Path.Combine(_folder, "lock"), cancellationToken);
        if (!File.Exists(marker))
        {
            await InstallAsync(cancellationToken);
            await File.WriteAllTextAsync(marker, version, cancellationToken);
        }

        return _folder;
    }

    private async Task InstallAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Npm)
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = _folder,
        };
        string[] arguments = ["install", "--prefix", _folder, $"{name}@{version}", "--no-audit", "--no-fund", "--no-progress"];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var npm = Process.Start(start) ?? throw new InvalidOperationException("npm did not start.");
        var errors = npm.StandardError.ReadToEndAsync(cancellationToken);
        var output = npm.StandardOutput.ReadToEndAsync(cancellationToken);
        await npm.WaitForExitAsync(cancellationToken).WaitAsync(InstallLimit, TimeProvider.System, cancellationToken);
        if (npm.ExitCode != 0)
        {
            throw new InvalidOperationException($"npm could not install {name}@{version} (exit code {npm.ExitCode}): {await errors} {await output}");
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
