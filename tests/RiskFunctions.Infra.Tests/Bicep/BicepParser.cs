using System.Diagnostics;
using System.Security.Cryptography;

namespace RiskFunctions.Infra.Tests.Bicep;

/// <summary>Installs the parser (npm, versions and hashes in parse/package-lock.json) once for each lock file, outside the repository, and runs it.</summary>
internal static class BicepParser
{
    private static readonly string Source = Path.Combine(Repository.Root, "tests", "RiskFunctions.Infra.Tests", "parse");

    public static bool IsAvailable { get; } = IsOnPath("npm") && IsOnPath("node");

    /// <summary>The JSON that parse.mjs prints for files named relative to the root.</summary>
    public static async Task<string> RunAsync(IReadOnlyList<string> paths)
    {
        var cache = await InstallAsync();
        return await StartAsync("node", cache, [Path.Combine(Source, "parse.mjs"), cache, .. paths.Select(path => Path.Combine(Repository.Root, path))]);
    }

    private static async Task<string> InstallAsync()
    {
        var lockFile = await File.ReadAllBytesAsync(Path.Combine(Source, "package-lock.json"));
        var cache = Path.Combine(Path.GetTempPath(), "riskfunctions-tests", "bicep-parser-" + Convert.ToHexStringLower(SHA256.HashData(lockFile))[..16]);
        var done = Path.Combine(cache, "installed");
        Directory.CreateDirectory(cache);
        await using (await LockAsync(Path.Combine(cache, "lock")))
        {
            if (!File.Exists(done))
            {
                foreach (var name in (string[])["package.json", "package-lock.json"])
                {
                    File.Copy(Path.Combine(Source, name), Path.Combine(cache, name), overwrite: true);
                }

                // No install scripts: the WebAssembly grammar is shipped, nothing has to be compiled or trusted to run.
                await StartAsync("npm", cache, ["ci", "--ignore-scripts", "--omit=peer", "--no-audit", "--no-fund"]);
                await File.WriteAllTextAsync(done, string.Empty);
            }
        }

        return cache;
    }

    /// <summary>Waits until no other test process installs into the same folder.</summary>
    private static async Task<FileStream> LockAsync(string path)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (attempt < 600)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
            }
        }
    }

    private static async Task<string> StartAsync(string program, string folder, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(OperatingSystem.IsWindows() && program == "npm" ? "npm.cmd" : program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await errors}");
    }

    private static bool IsOnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Any(folder => File.Exists(Path.Combine(folder, program)) || File.Exists(Path.Combine(folder, program + ".cmd")) || File.Exists(Path.Combine(folder, program + ".exe")));
}
