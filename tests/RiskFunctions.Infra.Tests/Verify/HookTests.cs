using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using RiskFunctions.Infra.Tests.Tools;

namespace RiskFunctions.Infra.Tests.Verify;

/// <summary>
/// The hooks of azure.yaml in the shells that azd starts them in, with recorded programs az and azd on the path. Needs a system on which a shell
/// script can stand in for a program.
/// </summary>
public sealed class HookTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("riskfunctions-hooks-").FullName;

    public static TheoryData<string, string> Hooks => new()
    {
        { "preprovision", "posix" }, { "postprovision", "posix" }, { "postdeploy", "posix" },
        { "preprovision", "windows" }, { "postprovision", "windows" }, { "postdeploy", "windows" },
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [PosixTheory]
    [MemberData(nameof(Hooks))]
    public async Task Hook_lets_a_good_deployment_go_on(string hook, string system)
    {
        var run = await RunAsync(hook, system, new RecordedAzure());

        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        Assert.StartsWith("✓ ", run.Output);
        Assert.Equal(hook == "postdeploy", run.Output.Contains("✓ App:"));
    }

    [PosixTheory]
    [MemberData(nameof(Hooks))]
    public async Task Hook_stops_azd_with_a_fault(string hook, string system)
    {
        var run = await RunAsync(hook, system, new RecordedAzure().Rules("high").Answer("cloud show", """{"name":"AzureChinaCloud"}"""));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(hook == "preprovision" ? "✗ Cloud: az is set to AzureChinaCloud" : "✗ Lane high: has no rule", run.Output);
    }

    [PosixTheory]
    [InlineData("posix")]
    [InlineData("windows")]
    public async Task Az_that_is_not_installed_is_told(string system)
    {
        var run = await RunAsync("preprovision", system, new RecordedAzure(), withAz: false);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Is it installed and on the PATH?", run.Output);
    }

    private async Task<ProcessRun> RunAsync(string hook, string system, RecordedAzure azure, bool withAz = true)
    {
        var (shell, command) = HookOf(hook, system);
        if (withAz)
        {
            Record("az", azure);
        }

        Record("azd", azure);
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["PATH"] = _folder + Path.PathSeparator + (withAz ? Environment.GetEnvironmentVariable("PATH") : Path.GetDirectoryName(Environment.ProcessPath)),
            ["OKTA_ORG_URL"] = "https://contoso.okta.com",
            ["DOTNET_ROLL_FORWARD"] = null,
            ["POWERSHELL_TELEMETRY_OPTOUT"] = "1",
        };
        // Built already, by the reference of this project; a second build beside other tests would only take time.
        command = command.Replace("dotnet run ", "dotnet run --no-build ", StringComparison.Ordinal);
        return shell == "sh"
            ? await ProcessRun.StartAsync("/bin/sh", ["-c", command], Repository.Root, environment)
            : await ProcessRun.StartAsync(
                "dotnet",
                [ToolPackage.PowerShell, "-NoProfile", "-NonInteractive", "-Command", command + "; exit $LASTEXITCODE"],
                Repository.Root,
                environment);
    }

    private static (string Shell, string Command) HookOf(string hook, string system)
    {
        var match = Regex.Match(
            Repository.Read("azure.yaml"),
            $@"  {hook}:\n(?:    \w+:\n(?:      .+\n)+)*?    {system}:\n      shell: (\w+)\n      run: (.+)\n",
            RegexOptions.None,
            TimeSpan.FromSeconds(5));
        Assert.True(match.Success, $"azure.yaml has no hook {hook} for {system}");
        return (match.Groups[1].Value, match.Groups[2].Value);
    }

    /// <summary>A program of this name that answers as recorded, and fails with words when it is asked for something else.</summary>
    private void Record(string program, RecordedAzure azure)
    {
        var script = new StringBuilder("#!/bin/sh\ncase \"$*\" in\n");
        foreach (var answer in azure.Answers.Where(answer => answer.Program == program))
        {
            var pattern = string.Join('*', answer.Words.Split('*').Select(Quote));
            script.Append(CultureInfo.InvariantCulture, $"*{pattern}*) printf '%s\\n' {Quote(answer.Answer)}; exit {answer.ExitCode} ;;\n");
        }

        script.Append("esac\necho \"Not recorded: $*\" >&2\nexit 9\n");
        var path = Path.Combine(_folder, program);
        File.WriteAllText(path, script.ToString());
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static string Quote(string text) => "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
