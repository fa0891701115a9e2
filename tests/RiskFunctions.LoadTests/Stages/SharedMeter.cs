using RiskFunctions.Metering.State;
using RiskFunctions.Testing.Azurite;

namespace RiskFunctions.LoadTests.Stages;

/// <summary>One meter in a blob of Azurite for several workers: the settings that they need, and a look at the document.</summary>
internal sealed class SharedMeter(AzuriteServer azurite) : IAsyncDisposable
{
    /// <summary>The blob's name is part of the deployment: the workbook and operators look for it.</summary>
    private const string Blob = "rate-meter.json";

    private readonly HttpClient _http = new();
    private readonly Uri _container = azurite.Container("load");

    public AzuriteServer Azurite { get; } = azurite;

    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["RateMeter__Store"] = "Blob",
        ["RateMeter__ContainerUri"] = _container.ToString(),
    };

    public static async Task<SharedMeter> StartAsync(CancellationToken cancellationToken) =>
        new(await AzuriteServer.StartAsync(AzuriteState.Kept, cancellationToken));

    /// <summary>The state now; the empty one before anybody has written.</summary>
    public async Task<MeterState> ReadAsync(CancellationToken cancellationToken)
    {
        using var answer = await _http.GetAsync(new UriBuilder(_container) { Path = $"{_container.AbsolutePath}/{Blob}" }.Uri, cancellationToken);
        var content = answer.IsSuccessStatusCode ? await answer.Content.ReadAsByteArrayAsync(cancellationToken) : [];
        var (state, fault) = MeterStateDocument.Read(content);
        return state ?? throw new InvalidOperationException(fault);
    }

    /// <summary>Reads the state again and again until <paramref name="found"/> gives something.</summary>
    public async Task<T> UntilAsync<T>(Func<MeterState, T?> found, CancellationToken cancellationToken)
        where T : class
    {
        while (true)
        {
            if (found(await ReadAsync(cancellationToken)) is { } result)
            {
                return result;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Azurite.DisposeAsync();
    }
}
