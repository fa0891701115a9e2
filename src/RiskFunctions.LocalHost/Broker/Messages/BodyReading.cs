namespace RiskFunctions.LocalHost.Broker.Messages;

/// <summary>A body that is not simply bytes, as the flow reads it.</summary>
/// <param name="Bytes">Of a text or of bytes that came as an AMQP value; empty for what is neither.</param>
/// <param name="Fault">What it is instead; null when the bytes are right.</param>
internal sealed record BodyReading(ReadOnlyMemory<byte> Bytes, string? Fault);
