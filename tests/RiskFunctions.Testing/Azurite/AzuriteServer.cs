using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Azure.Storage;
using Azure.Storage.Sas;
using RiskFunctions.Testing.Npm;

namespace RiskFunctions.Testing.Azurite;

/// <summary>
/// A blob server of its own on a free port of this machine. It can be stopped and started again on the same port; what it held is kept
/// only when it was started with <see cref="AzuriteState.Kept"/>. The process ends with this object, and with the test process.
/// </summary>
public sealed class AzuriteServer : IAsyncDisposable
{
    /// <summary>The newest version that was seen to run on Node.js 20.</summary>
    private static readonly NpmPackage Package = new("azurite", "3.35.0");

    /// <summary>Azurite's public development key, which protects nothing.</summary>
    private static readonly StorageSharedKeyCredential Key =
        new("devstoreaccount1", "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==");

    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);

    private readonly string _script;
    private readonly int _port;
    private readonly string? _folder;
    private Process? _process;

    private AzuriteServer(string script, int port, string? folder)
    {
        _script = script;
        _port = port;
        _folder = folder;
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
    }

    /// <summary>The blob endpoint with the account, without a trailing slash.</summary>
    public Uri Endpoint => new($"http://127.0.0.1:{_port}/{Key.AccountName}");

    public static async Task<AzuriteServer> StartAsync(AzuriteState state, CancellationToken cancellationToken)
    {
        var script = Path.Combine(await Package.EnsureInstalledAsync(cancellationToken), "node_modules", "azurite", "dist", "src", "blob", "main.js");
        var folder = state == AzuriteState.Kept ? Directory.CreateTempSubdirectory("azurite-").FullName : null;
        var server = new AzuriteServer(script, FreePort(), folder);
        await server.StartAsync(cancellationToken);
        return server;
    }

    /// <summary>A container's address with a SAS for everything, or for <paramref name="permissions"/> only. The container need not exist.</summary>
    public Uri Container(string name, string permissions = "rwdlac")
    {
        var sas = new AccountSasBuilder
        {
            Services = AccountSasServices.Blobs,
            ResourceTypes = AccountSasResourceTypes.Container | AccountSasResourceTypes.Object,
            Protocol = SasProtocol.HttpsAndHttp,
            ExpiresOn = new DateTimeOffset(2099, 1, 1, 0, 0, 0, TimeSpan.Zero),
        };
        sas.SetPermissions(permissions);
        return new Uri($"{Endpoint}/{name}?{sas.ToSasQueryParameters(Key)}");
    }

    /// <summary>Starts the server again after <see cref="StopAsync"/>, on the same port.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(NpmPackage.Node) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments =
        [
            _script, "--silent", "--disableTelemetry",
            "--blobHost", "127.0.0.1", "--blobPort", $"{_port}",
            .. _folder is null ? (string[])["--inMemoryPersistence"] : ["--location", _folder],
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start) ?? throw new InvalidOperationException("node did not start.");
        // Nobody reads what it says; an unread pipe would block it one day.
        _process.OutputDataReceived += static (_, _) => { };
        _process.ErrorDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await AnswersAsync(_process, cancellationToken).WaitAsync(StartLimit, TimeProvider.System, cancellationToken);
    }

    /// <summary>Ends the server as an operator would, so that it writes down what it keeps.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_process is not { } process)
        {
            return;
        }

        _process = null;
        using (process)
        {
            if (!OperatingSystem.IsWindows())
            {
                using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
                await kill.WaitForExitAsync(cancellationToken);
                await Task.WhenAny(process.WaitForExitAsync(cancellationToken), Task.Delay(StopLimit, TimeProvider.System, cancellationToken));
            }

            await EndAsync(process);
        }
    }

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        if (_process is { } process)
        {
            _process = null;
            await EndAsync(process);
            process.Dispose();
        }

        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private static async Task EndAsync(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private async Task AnswersAsync(Process process, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        while (true)
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException($"Azurite ended with exit code {process.ExitCode} before it answered.");
            }

            try
            {
                // Any answer of Azurite's will do: without a signature it is a refusal.
                using var answer = await client.GetAsync(Endpoint, cancellationToken);
                if (answer.Headers.Server.ToString().StartsWith("Azurite", StringComparison.Ordinal))
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
        }
    }

    private void OnProcessExit(object? sender, EventArgs e)
    {
        if (_process is { HasExited: false } process)
        {
            process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>
    /// A port below those that systems hand out by themselves (Linux from 32768, Windows and macOS from 49152). Azurite takes a second to start, and
    /// comes back to its port after a stop: until then nobody else must have got it.
    /// </summary>
    private static int FreePort()
    {
        while (true)
        {
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, Random.Shared.Next(20_000, 32_768));
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException)
            {
                // Taken: another.
            }
        }
    }
}
