using System.Collections.Concurrent;
using System.Diagnostics;

namespace RiskFunctions.Testing.Processes;

/// <summary>
/// A <c>worker</c> of RiskFunctions.LocalHost in a process of its own, run from the folder of the test. It ends with this object, and with
/// the test process, the hard way unless it was told to end before.
/// </summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private const string Program = "RiskFunctions.LocalHost.dll";
    private const string ReadyLine = "Delivering the messages of";

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();

    private WorkerProcess(Process process)
    {
        _process = process;
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>What it wrote so far, to either stream, in the order of arrival.</summary>
    public IReadOnlyList<string> Lines => [.. _lines];

    public bool HasExited => _process.HasExited;

    /// <summary>Starts a worker and returns when it takes messages.</summary>
    /// <param name="amqpPort">Of the broker whose messages it delivers, on this machine.</param>
    /// <param name="settings">Settings as environment variables, for example <c>RateMeter__Store</c>.</param>
    /// <exception cref="InvalidOperationException">It ended before it was ready; the message holds what it wrote.</exception>
    public static async Task<WorkerProcess> StartAsync(
        int amqpPort, IReadOnlyDictionary<string, string> settings, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, Program), "worker", "--amqp-port", $"{amqpPort}" },
        };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var worker = new WorkerProcess(Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start."));
        try
        {
            await worker.LineAsync(ReadyLine, StartLimit, cancellationToken);
            return worker;
        }
        catch
        {
            await worker.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until it has written a line with this text, and returns the first one.</summary>
    /// <exception cref="TimeoutException">There was none within <paramref name="limit"/>.</exception>
    /// <exception cref="InvalidOperationException">It ended without writing one.</exception>
    public async Task<string> LineAsync(string text, TimeSpan limit, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var ended = _process.HasExited;
            if (Lines.FirstOrDefault(line => line.Contains(text)) is { } found)
            {
                return found;
            }

            if (ended)
            {
                throw new InvalidOperationException($"The worker ended with {_process.ExitCode} before it wrote '{text}': {string.Join('\n', Lines)}");
            }

            if (TimeProvider.System.GetElapsedTime(started) > limit)
            {
                throw new TimeoutException($"The worker did not write '{text}' within {limit}: {string.Join('\n', Lines)}");
            }

            await Task.Delay(Look, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>SIGKILL: it can do nothing more, not even give its messages back.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>SIGTERM, as a host that scales in sends it. Returns how long the process took to end, and its exit code.</summary>
    public async Task<(TimeSpan Took, int ExitCode)> TerminateAsync(CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await kill.WaitForExitAsync(cancellationToken);
        await _process.WaitForExitAsync(cancellationToken);
        return (TimeProvider.System.GetElapsedTime(started), _process.ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            _lines.Enqueue(line);
        }
    }

    private void OnProcessExit(object? sender, EventArgs e)
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }
    }
}
