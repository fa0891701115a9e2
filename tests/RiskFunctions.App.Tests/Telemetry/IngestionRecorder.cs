using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RiskFunctions.App.Tests.Telemetry;

/// <summary>In place of Application Insights: an ingestion endpoint on loopback that takes everything and keeps it.</summary>
internal sealed class IngestionRecorder : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<string> _lines = [];

    public IngestionRecorder()
    {
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Endpoint = new Uri($"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/");
        }

        _listener.Prefixes.Add(Endpoint.ToString());
        _listener.Start();
        _ = RecordAsync();
    }

    public Uri Endpoint { get; }

    public string ConnectionString => $"InstrumentationKey=11111111-2222-3333-4444-555555555555;IngestionEndpoint={Endpoint};LiveEndpoint={Endpoint}";

    /// <summary>All that came, as it came.</summary>
    public string Text => string.Join('\n', _lines);

    public IReadOnlyList<TelemetryItem> Items => [.. _lines.Select(line => TelemetryItem.Parse(line))];

    public IReadOnlyList<TelemetryItem> Logs => [.. Items.Where(item => item.EventName is not null && item.Category.StartsWith("RiskFunctions"))];

    public void Dispose() => _listener.Close();

    private async Task RecordAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            var lines = await ReadAsync(context.Request);
            lines.ForEach(_lines.Enqueue);
            context.Response.ContentType = "application/json";
            var answer = $$"""{"itemsReceived":{{lines.Count}},"itemsAccepted":{{lines.Count}},"errors":[]}""";
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(answer));
            context.Response.Close();
        }
    }

    private static async Task<List<string>> ReadAsync(HttpListenerRequest request)
    {
        var body = request.Headers["Content-Encoding"] == "gzip" ? new GZipStream(request.InputStream, CompressionMode.Decompress) : request.InputStream;
        using var reader = new StreamReader(body, Encoding.UTF8);
        var text = await reader.ReadToEndAsync();
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }
}
