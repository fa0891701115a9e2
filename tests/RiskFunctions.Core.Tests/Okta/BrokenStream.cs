namespace RiskFunctions.Core.Tests.Okta;

/// <summary>A body whose connection is lost at its first byte.</summary>
internal sealed class BrokenStream : MemoryStream
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        throw new HttpIOException(HttpRequestError.ResponseEnded);
}
