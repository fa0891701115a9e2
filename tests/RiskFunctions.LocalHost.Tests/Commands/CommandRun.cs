using System.Diagnostics;
using System.Text;
using RiskFunctions.LocalHost.Hosting;
using RiskFunctions.LocalHost.Tests.EndToEnd.Stage;

namespace RiskFunctions.LocalHost.Tests.Commands;

/// <summary>The built host as a process, as a person starts it. Killed when a test ends before it does.</summary>
internal sealed class CommandRun : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private CommandRun(Process process)
    {
        _process = process;
    }

    public string Output => Read(_output);

    public string Error => Read(_error);

    public int ExitCode => _process.ExitCode;

    /// <summary>Where an <c>up</c> listens.</summary>
    public Uri Url => new(Output.Split("Dashboard")[1].Split('\n')[0].Trim());

    /// <summary>Where clients of Service Bus find the broker of an <c>up</c>.</summary>
    public string AmqpPort => Output.Split("Endpoint=sb://localhost:")[1].Split(';')[0];

    /// <summary>Where the sandbox of an <c>up</c> listens.</summary>
    public Uri Sandbox => new(Output.Split("Okta sandbox")[1].TrimStart().Split(' ')[0]);

    /// <summary>Runs a command to its end.</summary>
    public static Task<CommandRun> RunAsync(params string[] arguments) => RunAsync("", [], arguments);

    /// <summary>Runs a command to its end.</summary>
    /// <param name="input">Standard input.</param>
    /// <param name="environment">Settings as <c>KEY=VALUE</c>.</param>
    public static async Task<CommandRun> RunAsync(string input, string[] environment, params string[] arguments)
    {
        var run = Start(input, environment, arguments);
        await run.EndAsync();
        return run;
    }

    /// <summary>Starts a command and returns at once.</summary>
    public static CommandRun Begin(params string[] arguments) => Start("", [], arguments);

    /// <summary>Starts a <c>worker</c> for the messages of a stack in this process, which posts to its sandbox, and returns at once.</summary>
    public static CommandRun StartWorker(RunningStack stack, params string[] settings) =>
        Start("", [$"Okta__OrgUrl={stack.OrgUrl}", .. settings], ["worker", "--amqp-port", stack.AmqpPort]);

    /// <summary>Starts an <c>up</c> and returns when it is up.</summary>
    public static Task<CommandRun> UpAsync(params string[] arguments) => UpWithAsync([], arguments);

    /// <summary>Starts an <c>up</c> with settings, as <c>KEY=VALUE</c>, and returns when it is up.</summary>
    public static async Task<CommandRun> UpWithAsync(string[] environment, params string[] arguments)
    {
        var run = Start("", environment, ["up", "--port", "0", .. arguments]);
        await run._ready.Task.WaitAsync(Patience, TimeProvider.System);
        return run;
    }

    /// <summary>Starts a <c>worker</c> for the messages of an <c>up</c>, which posts to its sandbox, and returns at once.</summary>
    public static CommandRun StartWorker(CommandRun up, params string[] arguments) =>
        Start("", [$"Okta__OrgUrl={up.Sandbox}"], ["worker", "--amqp-port", up.AmqpPort, .. arguments]);

    public async Task EndAsync()
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        await _process.WaitForExitAsync(patience.Token);
    }

    /// <summary>What <c>docker stop</c> and systemd send first. Not on Windows, which has no such signal.</summary>
    public void Terminate()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static CommandRun Start(string input, string[] environment, string[] arguments)
    {
        var start = new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [typeof(LocalStack).Assembly.Location, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Settings of the machine that runs the tests are not the test's.
        foreach (var key in start.Environment.Keys.Where(k => k.Contains("__")).ToList())
        {
            start.Environment.Remove(key);
        }

        foreach (var setting in environment)
        {
            start.Environment[setting.Split('=')[0]] = setting[(setting.IndexOf('=', StringComparison.Ordinal) + 1)..];
        }

        var run = new CommandRun(Process.Start(start)!);
        run._process.OutputDataReceived += (_, line) => run.Keep(run._output, line.Data);
        run._process.ErrorDataReceived += (_, line) => run.Keep(run._error, line.Data);
        run._process.BeginOutputReadLine();
        run._process.BeginErrorReadLine();
        run._process.StandardInput.Write(input);
        run._process.StandardInput.Close();
        return run;
    }

    private static string Read(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }

    private void Keep(StringBuilder text, string? line)
    {
        lock (text)
        {
            text.Append(line).Append('\n');
        }

        // The last line that `up` prints when all is there; null is the end of the process.
        if (line is null || line.StartsWith("Stop "))
        {
            _ready.TrySetResult();
        }
    }
}
