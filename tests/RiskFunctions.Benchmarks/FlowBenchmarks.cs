using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using RiskFunctions.Delivery;
using RiskFunctions.RiskEvents;
using RiskFunctions.Signals;
using RiskFunctions.Testing.Signals;
using RiskFunctions.Testing.Time;

namespace RiskFunctions.Benchmarks;

/// <summary>A batch of 20 messages from their bytes to the request's bytes, beside what any program must do: parse the JSON and write it.</summary>
[MemoryDiagnoser]
public class FlowBenchmarks
{
    private const int Messages = 20;

    private readonly SignalReader _reader = ReaderBuilder.Reader();

    private SignalMessage[] _batch = [];

    /// <summary>The shape of the messages.</summary>
    public enum Shape
    {
        /// <summary>Our own format, about 170 bytes.</summary>
        RiskSignal,

        /// <summary>A Microsoft Sentinel incident as it comes, some kilobytes of which little is used.</summary>
        SentinelIncident,
    }

    [Params(Shape.RiskSignal, Shape.SentinelIncident)]
    public Shape Body { get; set; }

    [GlobalSetup]
    public void Setup() => _batch = [.. Enumerable.Range(1, Messages).Select(n => MessageBuilder.Message(Body == Shape.RiskSignal ? RiskSignal(n) : Sample.Bytes("sentinel-incident", "full")))];

    [Benchmark(Baseline = true, Description = "parse and write the JSON")]
    public int ParseAndWrite()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartArray();
        foreach (var message in _batch)
        {
            using var json = JsonDocument.Parse(message.Body);
            json.RootElement.WriteTo(writer);
        }

        writer.WriteEndArray();
        writer.Flush();
        return buffer.WrittenCount;
    }

    [Benchmark(Description = "read, plan, body")]
    public int ReadPlanAndWrite()
    {
        var signals = new List<IReadOnlyList<RiskSignal>>(Messages);
        foreach (var message in _batch)
        {
            signals.Add(_reader.Read(message, ManualTimeProvider.DefaultStart) is ReadResult.Readable readable
                ? readable.Signals
                : throw new InvalidOperationException("The message is meant to be readable."));
        }

        var written = 0;
        foreach (var request in RequestPlan.For(signals, DeliveryOptions.DefaultTimestampTolerance))
        {
            written += RiskRequestBody.Write(request).Length;
        }

        return written;
    }

    private static byte[] RiskSignal(int n) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"ip":"203.0.113.{{n}}","riskLevel":"HIGH","message":"Password spray from a hosting provider, seen by two sensors","timestamp":"2026-03-04T05:06:{{n:00}}.089Z"}"""));
}
