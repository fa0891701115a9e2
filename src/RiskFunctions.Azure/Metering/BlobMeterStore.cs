using Azure;
using Azure.Core;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using RiskFunctions.Metering;

namespace RiskFunctions.Azure.Metering;

/// <summary>
/// The meter's document in one blob, swapped by its ETag. Nothing here waits long: a request has two seconds, a call three tries, and
/// what cannot be had then is a <see cref="MeterStoreException"/>, on which the meter goes on alone.
/// </summary>
/// <remarks>
/// A write whose answer is lost may have happened. Each save therefore leaves a mark of its own in the blob's metadata, and the client's
/// repeats carry the same mark and the same condition, so at most one of them can take effect. A repeat that finds its condition broken
/// reads the mark: ours means that an earlier try was written; another's means that the race is lost, or that somebody has already built
/// on our write. In that last case the caller sees its own grant as someone's: one permit is wasted, and none is ever given twice.
/// </remarks>
internal sealed class BlobMeterStore : IMeterStore
{
    public const int MaxTries = 3;

    /// <summary>The document holds an hour of history and is far below this; more is somebody else's blob.</summary>
    public const int MaxContentBytes = 256 * 1024;

    /// <summary>A whole call is given up after this, whatever it waits for (a token, for example).</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(8);

    /// <summary>The document of the addresses' budget.</summary>
    public const string RiskEvents = "rate-meter.json";

    /// <summary>The document of the users' budget.</summary>
    public const string SecurityEvents = "rate-meter-security-events.json";

    private const string WriterKey = "writer";

    private readonly BlobContainerClient _container;
    private readonly BlobClient _blob;
    private readonly TimeProvider _time;

    /// <summary>A SAS in the query of <paramref name="container"/> is used as it is, and <paramref name="credential"/> is then not.</summary>
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

    /// <summary>A permit is worth two seconds of a lane's time, no more. The version is one that Azurite 3.35 serves too.</summary>
    public static BlobClientOptions ClientOptions()
    {
        var options = new BlobClientOptions(BlobClientOptions.ServiceVersion.V2024_11_04)
        {
            Retry = { MaxRetries = MaxTries - 1, Delay = TimeSpan.FromMilliseconds(150), MaxDelay = TimeSpan.FromMilliseconds(450), NetworkTimeout = TimeSpan.FromSeconds(2) },
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
                    $"The rate meter's blob {Place} is larger than {MaxContentBytes} bytes. Another program writes there: give the meter a container of its own in RateMeter:ContainerUri.");
            }

            // Half a document must never be taken for the state of the meter.
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

    /// <summary>The version of the blob when it is this save that wrote it; null when another's write is there, or none.</summary>
    private async Task<string?> OwnWriteAsync(string writer, CancellationToken cancellationToken)
    {
        try
        {
            var present = (await _blob.GetPropertiesAsync(cancellationToken: cancellationToken)).Value;
            return present.Metadata.TryGetValue(WriterKey, out var last) && string.Equals(last, writer, StringComparison.Ordinal) ? present.ETag.ToString("H") : null;
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
    /// Another writer was faster. Storage says 412 for an ETag that differs and 409 for a blob that must not exist yet;
    /// leases and containers being deleted share these statuses but are no race.
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
        RequestFailedException { Status: 409 or 412 } refused => $" ({Said(refused)}). Break the lease on the blob, or wait until the container is there again.",
        RequestFailedException { Status: > 0 } refused => $" ({Said(refused)}).",
        _ => $": the store did not answer ({exception.GetType().Name}).",
    };

    private static string Said(RequestFailedException exception) => $"HTTP {exception.Status} {exception.ErrorCode}".TrimEnd();
}
