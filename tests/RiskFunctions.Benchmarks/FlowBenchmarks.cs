using System.Buffers;
using System.Globalization;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using RiskFunctions.Delivery;
using RiskFunctions.RiskEvents;
using RiskFunctions.Signals;
using RiskFunctions.Signals.Results;
using RiskFunctions.Testing.Signals;
using RiskFunctions.Testing.Time;

namespace RiskFunctions.Benchmarks;

/// <summary>A batch of messages from their bytes to the request's bytes, beside what any program must do: parse the JSON and write it.</summary>
[MemoryDiagnoser]
public class FlowBenchmarks
{
    private const int Messages = 20;
    private const int FullRequest = 1_000;

    private readonly SignalReader _reader = ReaderBuilder.Reader();

    private SignalMessage[] _batch = [];

    /// <summary>The shape of the messages.</summary>
    public enum Shape
    {
        /// <summary>Our own format, about 170 bytes.</summary>
        RiskSignal,

        /// <summary>A Microsoft Sentinel incident as it comes, some kilobytes of which little is used.</summary>
        SentinelIncident,

        /// <summary>As many risk signals as a request holds, a message for each.</summary>
        FullRequest,

        /// <summary>The same in one message.</summary>
        FullRequestInOneMessage,
    }

    [Params(Shape.RiskSignal, Shape.SentinelIncident, Shape.FullRequest, Shape.FullRequestInOneMessage)]
    public Shape Body { get; set; }

    [GlobalSetup]
    public void Setup() => _batch = Body switch
    {
        Shape.RiskSignal => [.. RiskSignals(Messages).Select(MessageBuilder.Message)],
        Shape.SentinelIncident => [.. Enumerable.Repeat(MessageBuilder.Message(Sample.Bytes("sentinel-incident", "full")), Messages)],
        Shape.FullRequest => [.. RiskSignals(FullRequest).Select(MessageBuilder.Message)],
        Shape.FullRequestInOneMessage => [MessageBuilder.Message($"[{string.Join(',', RiskSignals(FullRequest))}]")],
        _ => throw new InvalidOperationException($"No messages of shape {Body}."),
    };

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
        var signals = new List<IReadOnlyList<RiskSignal>>(_batch.Length);
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

    // A millisecond apart, so that a thousand need events that share their times.
    private static IEnumerable<string> RiskSignals(int count) => Enumerable.Range(1, count).Select(n => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"ip":"203.0.{{n / 250}}.{{n % 250}}","riskLevel":"HIGH","message":"Password spray from a hosting provider"""
        + $$""", seen by two sensors","timestamp":"2026-03-04T05:06:07.{{n % 1000:000}}Z"}"""));
}
