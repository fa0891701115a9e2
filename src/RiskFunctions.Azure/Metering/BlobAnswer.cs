using Azure;

namespace RiskFunctions.Azure.Metering;

/// <summary>What the blob service said to one request, and nothing of what it was asked.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="ErrorCode">Storage's own code from <c>x-ms-error-code</c>; null when there is none.</param>
internal sealed record BlobAnswer(int Status, string? ErrorCode)
{
    public ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>The blob's ETag with its quotes; null when the answer has none.</summary>
    public string? ETag { get; init; }

    /// <summary>Who wrote the blob's present content: the mark that each save leaves in the blob's metadata.</summary>
    public string? Writer { get; init; }

    /// <summary>
    /// Another writer was faster. Storage says 412 for an ETag that differs and 409 for a blob that must not exist yet;
    /// leases and containers being deleted share these statuses but are no race.
    /// </summary>
    public bool IsRaceLost => Status is 409 or 412 && !HasCode("Lease") && !HasCode("Container");

    public bool IsContainerMissing => Status == 404 && HasCode("ContainerNotFound");

    /// <summary>The service could not serve the request now. For a write this does not say that nothing was written.</summary>
    public bool IsPassing => Status is 408 or 429 or 500 or 502 or 503 or 504;

    public bool IsSuccess => Status is >= 200 and < 300;

    public static BlobAnswer From(Response response, ReadOnlyMemory<byte> content) => new(response.Status, Header(response, "x-ms-error-code"))
    {
        Content = content,
        ETag = Header(response, "ETag"),
        Writer = Header(response, "x-ms-meta-writer"),
    };

    public override string ToString() => ErrorCode is null ? $"HTTP {Status}" : $"HTTP {Status} {ErrorCode}";

    private bool HasCode(string start) => ErrorCode?.StartsWith(start, StringComparison.Ordinal) == true;

    private static string? Header(Response response, string name) => response.Headers.TryGetValue(name, out var value) ? value : null;
}
