using System.Globalization;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using RiskFunctions.Metering;

namespace RiskFunctions.Azure.Metering;

/// <summary>The four Blob REST calls that the meter needs, each sent once.</summary>
/// <remarks>https://learn.microsoft.com/rest/api/storageservices/put-blob and its neighbours.</remarks>
internal sealed class BlobRequests
{
    /// <summary>A version that both Azure and Azurite 3.35 serve.</summary>
    public const string ApiVersion = "2024-11-04";

    public const string BlobName = "rate-meter.json";

    /// <summary>The document holds an hour of history and is far below this; more is somebody else's blob.</summary>
    public const int MaxContentBytes = 256 * 1024;

    private const string Scope = "https://storage.azure.com/.default";

    private readonly HttpPipeline _pipeline;
    private readonly TimeProvider _time;
    private readonly Uri _blob;
    private readonly Uri _containerResource;

    /// <summary>A SAS in the query of <paramref name="container"/> is used as it is, and <paramref name="credential"/> is then not.</summary>
    public BlobRequests(Uri container, TokenCredential? credential, BlobMeterClientOptions options, TimeProvider time)
    {
        _time = time;
        var path = new UriBuilder(container) { Path = $"{container.AbsolutePath.TrimEnd('/')}/{BlobName}" };
        _blob = path.Uri;
        _containerResource = new UriBuilder(container) { Query = $"{container.Query.TrimStart('?')}&restype=container".TrimStart('&') }.Uri;
        Place = $"{container.GetLeftPart(UriPartial.Path).TrimEnd('/')}/{BlobName}";
        _pipeline = container.Query.Length > 1 || credential is null
            ? HttpPipelineBuilder.Build(options)
            : HttpPipelineBuilder.Build(options, new BearerTokenAuthenticationPolicy(credential, Scope));
    }

    /// <summary>The blob's address without its SAS, for messages.</summary>
    public string Place { get; }

    public Task<BlobAnswer> GetAsync(CancellationToken cancellationToken) =>
        SendAsync(RequestMethod.Get, _blob, static _ => { }, cancellationToken);

    public Task<BlobAnswer> HeadAsync(CancellationToken cancellationToken) =>
        SendAsync(RequestMethod.Head, _blob, static _ => { }, cancellationToken);

    /// <summary>Put Blob under the condition that it still has <paramref name="version"/>, or, with null, that there is none.</summary>
    public Task<BlobAnswer> PutAsync(ReadOnlyMemory<byte> content, string? version, string writer, CancellationToken cancellationToken) =>
        SendAsync(
            RequestMethod.Put,
            _blob,
            request =>
            {
                request.Headers.Add("x-ms-blob-type", "BlockBlob");
                request.Headers.Add("x-ms-meta-writer", writer);
                request.Headers.Add("Content-Type", "application/json");
                request.Headers.Add(version is null ? "If-None-Match" : "If-Match", version ?? "*");
                request.Content = RequestContent.Create(content);
            },
            cancellationToken);

    public Task<BlobAnswer> CreateContainerAsync(CancellationToken cancellationToken) =>
        SendAsync(RequestMethod.Put, _containerResource, static request => request.Content = RequestContent.Create(ReadOnlyMemory<byte>.Empty), cancellationToken);

    private async Task<BlobAnswer> SendAsync(RequestMethod method, Uri uri, Action<Request> prepare, CancellationToken cancellationToken)
    {
        using var message = _pipeline.CreateMessage();
        message.BufferResponse = false;
        var request = message.Request;
        request.Method = method;
        request.Uri.Reset(uri);
        request.Headers.Add("x-ms-version", ApiVersion);
        request.Headers.Add("x-ms-date", _time.GetUtcNow().ToString("R", CultureInfo.InvariantCulture));
        prepare(request);
        await _pipeline.SendAsync(message, cancellationToken);
        var content = message.Response.Status == 200 && method == RequestMethod.Get
            ? await ReadAsync(message.Response, cancellationToken)
            : ReadOnlyMemory<byte>.Empty;
        return BlobAnswer.From(message.Response, content);
    }

    private async Task<ReadOnlyMemory<byte>> ReadAsync(Response response, CancellationToken cancellationToken)
    {
        if (response.ContentStream is not { } stream)
        {
            return ReadOnlyMemory<byte>.Empty;
        }

        var expected = response.Headers.ContentLengthLong;
        if (expected > MaxContentBytes)
        {
            throw TooLarge();
        }

        var buffer = new byte[(int?)expected + 1 ?? MaxContentBytes + 1];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        if (length > MaxContentBytes)
        {
            throw TooLarge();
        }

        // Half a document must never be taken for the state of the meter.
        return expected is null || length == expected
            ? buffer.AsMemory(0, length)
            : throw new IOException("The blob's content ended early.");
    }

    private MeterStoreException TooLarge() =>
        new($"The rate meter's blob {Place} is larger than {MaxContentBytes} bytes. Another program writes there: give the meter a container of its own in RateMeter:ContainerUri.");
}
