using Azure;
using Azure.Core;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using RiskFunctions.SecurityEvents;
using RiskFunctions.SecurityEvents.Keys;
using CredentialUnavailableException = RiskFunctions.Okta.CredentialUnavailableException;

namespace RiskFunctions.Azure.SecurityEvents;

/// <summary>
/// The documents as blobs of a static website's container, replaced by compare-and-swap on the ETag. After a lost answer the next look finds what was written.
/// </summary>
internal sealed class BlobPublicKeyStore : IPublicKeyStore
{
    /// <summary>The limit of a whole call: locked messages wait for it.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(8);

    private const string Setting = $"{SecurityEventsOptions.Section}:{nameof(SecurityEventsOptions.PublicKeysUri)}";

    private readonly BlobContainerClient _container;
    private readonly TimeProvider _time;

    /// <summary>A SAS in <paramref name="container"/> is used in place of <paramref name="credential"/>.</summary>
    public BlobPublicKeyStore(Uri container, TokenCredential credential, BlobClientOptions options, TimeProvider time)
    {
        _container = container.Query.Length > 1 ? new BlobContainerClient(container, options) : new BlobContainerClient(container, credential, options);
        _time = time;
    }

    public ValueTask<PublicDocument> LoadAsync(string name, CancellationToken cancellationToken) => GuardAsync(name, "read", async (blob, token) =>
    {
        try
        {
            var answer = (await blob.DownloadContentAsync(token)).Value;
            return new PublicDocument(answer.Content.ToString(), answer.Details.ETag.ToString("H"));
        }
        catch (RequestFailedException exception) when (exception is { Status: 404, ErrorCode: "BlobNotFound" })
        {
            return new PublicDocument(Content: null, Version: null);
        }
    }, cancellationToken);

    public ValueTask<bool> TrySaveAsync(string name, string content, string? version, CancellationToken cancellationToken)
    {
        var options = new BlobUploadOptions
        {
            Conditions = version is null ? new BlobRequestConditions { IfNoneMatch = ETag.All } : new BlobRequestConditions { IfMatch = new ETag(version) },

            // The configuration's name does not tell its type.
            HttpHeaders = new BlobHttpHeaders { ContentType = "application/json", CacheControl = "max-age=300" },
        };
        return GuardAsync(name, "written", async (blob, token) =>
        {
            try
            {
                await blob.UploadAsync(new BinaryData(content), options, token);
                return true;
            }
            catch (RequestFailedException exception) when (exception.ErrorCode is "ConditionNotMet" or "BlobAlreadyExists")
            {
                return false;
            }
        }, cancellationToken);
    }

    private async ValueTask<T> GuardAsync<T>(string name, string what, Func<BlobClient, CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var deadline = new CancellationTokenSource(Deadline, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var blob = _container.GetBlobClient(name);
        try
        {
            return await call(blob, both.Token);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception exception)
            when (exception is RequestFailedException or AuthenticationFailedException or AggregateException or IOException or OperationCanceledException)
        {
            throw new CredentialUnavailableException(
                $"the published keys ({blob.Uri.GetLeftPart(UriPartial.Path)}) could not be {what}: {Fault(exception)}", exception);
        }
    }

    private static string Fault(Exception exception) => exception switch
    {
        AuthenticationFailedException =>
            "no token could be had for this identity. Check that the managed identity is assigned (AZURE_CLIENT_ID for a user-assigned one)",
        RequestFailedException { ErrorCode: "ContainerNotFound" } =>
            $"there is no such container. Switch the static website of the storage account on (azd provision does), or correct {Setting}",
        RequestFailedException { Status: 401 or 403 } refused =>
            $"{Said(refused)}. Give this identity the role Storage Blob Data Contributor on the account, or correct {Setting}",
        RequestFailedException { Status: > 0 } refused => Said(refused),
        _ => $"the store did not answer ({exception.GetType().Name})",
    };

    private static string Said(RequestFailedException exception) => $"HTTP {exception.Status} {exception.ErrorCode}".TrimEnd();
}
