using Azure;
using Azure.Core;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using RiskFunctions.Metering;

namespace RiskFunctions.Azure.Metering;

/// <summary>
/// The meter's document in a blob, replaced by compare-and-swap on its ETag. Nothing here waits long: a request has two seconds, a call three tries.
/// After that a <see cref="MeterStoreException"/> makes the meter go on alone.
/// </summary>
/// <remarks>
/// A write may have happened although its answer is lost. Each save therefore puts its own mark into the blob's metadata, and the client's repeats
/// carry the same mark and condition, so at most one of them takes effect. A repeat that finds its condition broken reads the mark. Ours: an earlier try
/// was written. Another's: the race is lost, or somebody has already built on our write. In that last case one permit is wasted; none is given twice.
/// </remarks>
internal sealed class BlobMeterStore : IMeterStore
{
    public const int MaxTries = 3;

    /// <summary>The document of an hour's history is far smaller. A larger blob belongs to somebody else.</summary>
    public const int MaxContentBytes = 256 * 1024;

    /// <summary>The limit of a whole call, whatever it waits for (a token, for example).</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(8);

    /// <summary>The document of risk events.</summary>
    public const string RiskEvents = "rate-meter.json";

    /// <summary>The document of security events.</summary>
    public const string SecurityEvents = "rate-meter-security-events.json";

    private const string WriterKey = "writer";

    private readonly BlobContainerClient _container;
    private readonly BlobClient _blob;
    private readonly TimeProvider _time;

    /// <summary>A SAS in <paramref name="container"/> is used in place of <paramref name="credential"/>.</summary>
    public BlobMeterStore(Uri container, TokenCredential credential, BlobClientOptions options, TimeProvider time, string name = RiskEvents)
    {
        _container = container.Query.Length > 1 ? new BlobContainerClient(container, options) : new BlobContainerClient(container, credential, options);
        _blob = _container.GetBlobClient(name);
        _time = time;
        Place = _blob.Uri.GetLeftPart(UriPartial.Path);
    }

    public string Name => "blob";

    /// <summary>The document's address, without a SAS.</summary>
    public string Place { get; }

    public bool IsShared => true;

    /// <summary>A permit is worth two seconds of a lane's time, no more. Azurite 3.35 knows the version too.</summary>
    public static BlobClientOptions ClientOptions()
    {
        var options = new BlobClientOptions(BlobClientOptions.ServiceVersion.V2024_11_04)
        {
            Retry =
            {
                MaxRetries = MaxTries - 1,
                Delay = TimeSpan.FromMilliseconds(150),
                MaxDelay = TimeSpan.FromMilliseconds(450),
                NetworkTimeout = TimeSpan.FromSeconds(2),
            },
        };
        options.AddPolicy(new WriteTries(), HttpPipelinePosition.PerRetry);
        return options;
    }

    public ValueTask<MeterDocument> LoadAsync(CancellationToken cancellationToken) => GuardAsync("read", LoadWithinAsync, cancellationToken);

    public ValueTask<string?> TrySaveAsync(ReadOnlyMemory<byte> content, string? version, CancellationToken cancellationToken) =>
        content.Length > MaxContentBytes
            ? throw new MeterStoreException($"The rate meter's document has {content.Length} bytes; at most {MaxContentBytes} are written.")
            : GuardAsync("written", token => SaveWithinAsync(new BinaryData(content), version, token), cancellationToken);

    private async Task<MeterDocument> LoadWithinAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var answer = (await _blob.DownloadStreamingAsync(cancellationToken: cancellationToken)).Value;
            if (answer.Details.ContentLength > MaxContentBytes)
            {
                throw new MeterStoreException(
                    $"The rate meter's blob {Place} is larger than {MaxContentBytes} bytes. " +
                    "Another program writes there: give the meter a container of its own in RateMeter:ContainerUri.");
            }

            // A part of the document must never be taken for the state.
            var length = (int)answer.Details.ContentLength;
            var content = new byte[length + 1];
            return await answer.Content.ReadAtLeastAsync(content, content.Length, throwOnEndOfStream: false, cancellationToken) == length
                ? new MeterDocument(content.AsMemory(0, length), answer.Details.ETag.ToString("H"))
                : throw new IOException("The blob's content is not as long as its answer says.");
        }
        catch (RequestFailedException exception) when (exception is { Status: 404, ErrorCode: null or "BlobNotFound" or "ContainerNotFound" })
        {
            return MeterDocument.Empty;
        }
    }

    private async Task<string?> SaveWithinAsync(BinaryData content, string? version, CancellationToken cancellationToken)
    {
        var writer = Guid.NewGuid().ToString("N");
        var options = new BlobUploadOptions
        {
            Conditions = version is null ? new BlobRequestConditions { IfNoneMatch = ETag.All } : new BlobRequestConditions { IfMatch = new ETag(version) },
            HttpHeaders = new BlobHttpHeaders { ContentType = "application/json" },
            Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { [WriterKey] = writer },
        };
        var tries = new WriteTries();
        using var counted = tries.Begin();
        try
        {
            return await UploadAsync();
        }
        catch (RequestFailedException exception) when (IsRaceLost(exception))
        {
            return tries.Count > 1 ? await OwnWriteAsync(writer, cancellationToken) : null;
        }

        async Task<string> UploadAsync()
        {
            try
            {
                return Version(await _blob.UploadAsync(content, options, cancellationToken));
            }
            catch (RequestFailedException exception) when (string.Equals(exception.ErrorCode, "ContainerNotFound", StringComparison.Ordinal))
            {
                await CreateContainerAsync(cancellationToken);
                return Version(await _blob.UploadAsync(content, options, cancellationToken));
            }
        }
    }

    /// <summary>The blob's version when this save wrote it; null when another's write or none is there.</summary>
    private async Task<string?> OwnWriteAsync(string writer, CancellationToken cancellationToken)
    {
        try
        {
            var present = (await _blob.GetPropertiesAsync(cancellationToken: cancellationToken)).Value;
            return present.Metadata.TryGetValue(WriterKey, out var last) && string.Equals(last, writer, StringComparison.Ordinal)
                ? present.ETag.ToString("H")
                : null;
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return null;
        }
    }

    private async Task CreateContainerAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status != 0)
        {
            throw new MeterStoreException(
                $"The container of the rate meter's blob {Place} does not exist and could not be made ({Said(exception)}). "
                + "Make it, or give this identity or SAS the right to (Storage Blob Data Contributor).", exception);
        }
    }

    private async ValueTask<T> GuardAsync<T>(string what, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var deadline = new CancellationTokenSource(Deadline, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await call(both.Token);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (AuthenticationFailedException exception)
        {
            throw new MeterStoreException(
                $"The rate meter's blob {Place} could not be {what}: no token could be had for this identity. "
                + "Check that the managed identity is assigned (AZURE_CLIENT_ID for a user-assigned one).", exception);
        }
        catch (Exception exception) when (exception is RequestFailedException or AggregateException or IOException or OperationCanceledException)
        {
            throw new MeterStoreException($"The rate meter's blob {Place} could not be {what}{Fault(exception)}", exception);
        }
    }

    /// <summary>
    /// Another writer was faster: 412 for another ETag, 409 for a blob that must not exist yet. Leases and containers that are being deleted give
    /// the same statuses but are no race.
    /// </summary>
    private static bool IsRaceLost(RequestFailedException exception) =>
        exception.Status is 409 or 412
        && exception.ErrorCode?.StartsWith("Lease", StringComparison.Ordinal) != true
        && exception.ErrorCode?.StartsWith("Container", StringComparison.Ordinal) != true;

    private static string Version(Response<BlobContentInfo> saved) => saved.Value.ETag.ToString("H");

    private static string Fault(Exception exception) => exception switch
    {
        RequestFailedException { Status: 401 or 403 } refused =>
            $" ({Said(refused)}). Give this identity the role Storage Blob Data Contributor on the container, or renew the SAS in RateMeter:ContainerUri.",
        RequestFailedException { Status: 409 or 412 } refused =>
            $" ({Said(refused)}). Break the lease on the blob, or wait until the container is there again.",
        RequestFailedException { Status: > 0 } refused => $" ({Said(refused)}).",
        _ => $": the store did not answer ({exception.GetType().Name}).",
    };

    private static string Said(RequestFailedException exception) => $"HTTP {exception.Status} {exception.ErrorCode}".TrimEnd();
}
