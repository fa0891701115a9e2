using System.Diagnostics;

namespace RiskFunctions.LocalHost.Tests.Commands;

/// <summary>The commands as the README has them typed: through <c>dotnet run</c>.</summary>
public sealed class DotnetRunTests
{
    [Theory]
    [InlineData("up", "--port", "0", "--faults")]
    [InlineData("send")]
    public async Task Run_file_is_relative_to_the_callers_folder(params string[] arguments)
    {
        using var file = new TemporaryFile("neither a plan nor a signal");

        var said = await RunAsync(file.Folder, [.. arguments, TemporaryFile.Name]);

        // It was found, then: what is wrong is what it holds.
        Assert.Contains("JSON", said);
        Assert.DoesNotContain("Could not find", said);
    }

    private static async Task<string> RunAsync(string folder, string[] arguments)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var root = output.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;
        var project = Path.Combine(root, "src", "RiskFunctions.LocalHost");
        var start = new ProcessStartInfo("dotnet", ["run", "--no-build", "--configuration", output.Parent.Name, "--project", project, "--", .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        using var run = Process.Start(start)!;
        var (said, errors) = (run.StandardOutput.ReadToEndAsync(), run.StandardError.ReadToEndAsync());
        await run.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2), TimeProvider.System);
        return await said + await errors;
    }
}
