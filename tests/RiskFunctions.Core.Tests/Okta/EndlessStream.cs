namespace RiskFunctions.Core.Tests.Okta;

/// <summary>A body without an end.</summary>
internal sealed class EndlessStream : MemoryStream
{
    public long Served { get; private set; }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        buffer.Span.Fill((byte)'x');
        Served += buffer.Length;
        return ValueTask.FromResult(buffer.Length);
    }
}
