using Azure;
using Azure.Identity;
using RiskFunctions.Metering;

namespace RiskFunctions.Azure.Metering;

/// <summary>
/// The meter's document in one blob, swapped by its ETag. Nothing here waits long: a request has two seconds, a call three tries, and
/// what cannot be had then is a <see cref="MeterStoreException"/>, on which the meter goes on alone.
/// </summary>
/// <remarks>
/// A write whose answer is lost may have happened. Each save therefore leaves a mark of its own in the blob's metadata, and repeats carry
/// the same mark and the same condition, so at most one of them can take effect. A repeat that finds its condition broken reads the mark:
/// ours means that an earlier try was written; another's means that the race is lost, or that somebody has already built on our write.
/// In that last case the caller sees its own grant as someone's: one permit is wasted, and none is ever given twice.
/// </remarks>
internal sealed class BlobMeterStore(BlobRequests blob, TimeProvider time, Func<double> jitter) : IMeterStore
{
    public const int MaxTries = 3;

    /// <summary>The pause before the first repeat; doubled for each further one, and spread by half to either side.</summary>
    public static readonly TimeSpan RepeatPause = TimeSpan.FromMilliseconds(150);

    /// <summary>A whole call is given up after this, whatever it waits for (a token, for example).</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(8);

    public string Name => "blob";

    public bool IsShared => true;

    public ValueTask<MeterDocument> LoadAsync(CancellationToken cancellationToken) => GuardAsync("read", LoadWithinAsync, cancellationToken);

    public ValueTask<string?> TrySaveAsync(ReadOnlyMemory<byte> content, string? version, CancellationToken cancellationToken)
    {
        if (content.Length > BlobRequests.MaxContentBytes)
        {
            throw new MeterStoreException($"The rate meter's document has {content.Length} bytes; at most {BlobRequests.MaxContentBytes} are written.");
        }

        var writer = Guid.NewGuid().ToString("N");
        return GuardAsync("written", token => SaveWithinAsync(content, version, writer, token), cancellationToken);
    }

    private async Task<MeterDocument> LoadWithinAsync(CancellationToken cancellationToken)
    {
        var answer = await RepeatAsync(_ => blob.GetAsync(cancellationToken), cancellationToken);
        return answer switch
        {
            { Status: 404, ErrorCode: null or "BlobNotFound" or "ContainerNotFound" } => MeterDocument.Empty,
            { Status: 200, ETag: { } version } => new MeterDocument(answer.Content, version),
            _ => throw Refused("read", answer),
        };
    }

    private async Task<string?> SaveWithinAsync(ReadOnlyMemory<byte> content, string? version, string writer, CancellationToken cancellationToken)
    {
        var answer = await RepeatAsync(PutAsync, cancellationToken);
        return answer switch
        {
            { Status: 201, ETag: { } saved } => saved,
            { IsRaceLost: true } => null,
            _ => throw Refused("written", answer),
        };

        async Task<BlobAnswer> PutAsync(bool isRepeat)
        {
            var put = await blob.PutAsync(content, version, writer, cancellationToken);
            if (put.IsContainerMissing)
            {
                await CreateContainerAsync(cancellationToken);
                put = await blob.PutAsync(content, version, writer, cancellationToken);
            }

            if (!isRepeat || !put.IsRaceLost)
            {
                return put;
            }

            var present = await blob.HeadAsync(cancellationToken);
            return present switch
            {
                { Status: 200 } when string.Equals(present.Writer, writer, StringComparison.Ordinal) => present with { Status = 201 },
                { Status: 200 or 404 } => put,
                _ => present,
            };
        }
    }

    private async Task CreateContainerAsync(CancellationToken cancellationToken)
    {
        var created = await blob.CreateContainerAsync(cancellationToken);
        if (!created.IsSuccess && created is not { Status: 409, ErrorCode: null or "ContainerAlreadyExists" })
        {
            throw new MeterStoreException(
                $"The container of the rate meter's blob {blob.Place} does not exist and could not be made ({created}). "
                + "Make it, or give this identity or SAS the right to (Storage Blob Data Contributor).");
        }
    }

    /// <summary>Tries again after passing failures. <paramref name="send"/> is told whether an earlier try may have taken effect.</summary>
    private async Task<BlobAnswer> RepeatAsync(Func<bool, Task<BlobAnswer>> send, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var answer = await send(attempt > 1);
                if (!answer.IsPassing || attempt == MaxTries)
                {
                    return answer;
                }
            }
            catch (Exception exception) when (attempt < MaxTries && IsPassing(exception) && !cancellationToken.IsCancellationRequested)
            {
                // Nothing to do but to try again; the last try's failure reaches the caller.
            }

            await Task.Delay(RepeatPause * (1 << (attempt - 1)) * (0.5 + jitter()), time, cancellationToken);
        }
    }

    private async ValueTask<T> GuardAsync<T>(string what, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var deadline = new CancellationTokenSource(Deadline, time);
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
                $"The rate meter's blob {blob.Place} could not be {what}: no token could be had for this identity. "
                + "Check that the managed identity is assigned (AZURE_CLIENT_ID for a user-assigned one).", exception);
        }
        catch (Exception exception) when (IsPassing(exception))
        {
            throw new MeterStoreException($"The rate meter's blob {blob.Place} could not be {what}: the store did not answer ({exception.GetType().Name}).", exception);
        }
    }

    private MeterStoreException Refused(string what, BlobAnswer answer) => new(
        $"The rate meter's blob {blob.Place} could not be {what} ({answer})." + answer.Status switch
        {
            401 or 403 => " Give this identity the role Storage Blob Data Contributor on the container, or renew the SAS in RateMeter:ContainerUri.",
            409 or 412 => " Break the lease on the blob, or wait until the container is there again.",
            _ => string.Empty,
        });

    private static bool IsPassing(Exception exception) =>
        exception is RequestFailedException or AggregateException or IOException or OperationCanceledException or HttpRequestException or TimeoutException;
}
