using System.Buffers;
using System.Collections.Immutable;
using RiskFunctions.Signals;

namespace RiskFunctions.Metering.State;

/// <summary>
/// The meter's state as UTF-8 JSON: the boundary to the meter's store. Field by field, for a serializer's metadata is half of what a new process
/// compiles before its first request (docs/benchmarks.md).
/// </summary>
internal static class MeterStateDocument
{
    public static byte[] Write(MeterState state)
    {
        var buffer = new ArrayBufferWriter<byte>(4_096);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            Write(json, state);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The state, or why the document is not one that this version may read and replace.</summary>
    public static (MeterState? State, string? Fault) Read(ReadOnlyMemory<byte> content)
    {
        if (content.IsEmpty)
        {
            return (new MeterState(), null);
        }

        try
        {
            using var document = JsonDocument.Parse(content);
            var root = document.RootElement;
            return root.GetProperty("version").GetInt32() is not MeterState.CurrentVersion and var version
                ? (null, $"it has version {version}, and this program writes version {MeterState.CurrentVersion}")
                : (ReadState(root), null);
        }
        catch (JsonException e)
        {
            return (null, $"it is no JSON (line {e.LineNumber})");
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or KeyNotFoundException)
        {
            return (null, "it is not this meter's JSON: a field is missing, or of another kind");
        }
    }

    private static void Write(Utf8JsonWriter json, MeterState state)
    {
        json.WriteNumber("version", state.Version);
        WriteArray(json, "grants", state.Grants, static (json, grant) =>
        {
            json.WriteString("at", grant.At);
            json.WriteString("by", grant.By);
        });
        if (state.OktaLimit is { } limit)
        {
            json.WriteNumber("oktaLimit", limit);
        }

        WriteTime(json, "blockedUntil", state.BlockedUntil);
        WriteArray(json, "waiting", state.Waiting, static (json, mark) =>
        {
            json.WriteString("by", mark.By);
            json.WriteString("lane", mark.Lane.ToString());
            json.WriteString("until", mark.Until);
        });
        WriteArray(json, "minutes", state.Minutes, static (json, use) =>
        {
            json.WriteString("minute", use.Minute);
            json.WriteNumber("high", use.High);
            json.WriteNumber("medium", use.Medium);
            json.WriteNumber("low", use.Low);
            json.WriteNumber("events", use.Events);
            json.WriteNumber("subjects", use.Subjects);
            json.WriteNumber("throttled", use.Throttled);
            json.WriteNumber("limit", use.Limit);
        });
        WriteTime(json, "closedThrough", state.ClosedThrough);
    }

    private static MeterState ReadState(JsonElement root) => new()
    {
        Grants = ReadArray(root, "grants", static grant => new MeterGrant(grant.GetProperty("at").GetDateTimeOffset(), Text(grant, "by"))),
        OktaLimit = Number(root, "oktaLimit"),
        BlockedUntil = Time(root, "blockedUntil"),
        Waiting = ReadArray(root, "waiting", static mark => new WaitingMark(Text(mark, "by"), Lane(mark), mark.GetProperty("until").GetDateTimeOffset())),
        Minutes = ReadArray(root, "minutes", static use => new MinuteUse
        {
            Minute = use.GetProperty("minute").GetDateTimeOffset(),
            High = Number(use, "high") ?? 0,
            Medium = Number(use, "medium") ?? 0,
            Low = Number(use, "low") ?? 0,
            Events = Number(use, "events") ?? 0,
            Subjects = Number(use, "subjects") ?? 0,
            Throttled = Number(use, "throttled") ?? 0,
            Limit = Number(use, "limit") ?? 0,
        }),
        ClosedThrough = Time(root, "closedThrough"),
    };

    private static void WriteArray<T>(Utf8JsonWriter json, string name, ImmutableArray<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } value)
        {
            json.WriteString(name, value);
        }
    }

    private static ImmutableArray<T> ReadArray<T>(JsonElement root, string name, Func<JsonElement, T> read)
    {
        var array = root.GetProperty(name);
        var items = ImmutableArray.CreateBuilder<T>(array.GetArrayLength());
        foreach (var item in array.EnumerateArray())
        {
            items.Add(read(item));
        }

        return items.MoveToImmutable();
    }

    private static string Text(JsonElement parent, string name) => parent.GetProperty(name).GetString() ?? throw new FormatException($"{name} is null.");

    private static RiskLevel Lane(JsonElement mark) => Text(mark, "lane") switch
    {
        nameof(RiskLevel.High) => RiskLevel.High,
        nameof(RiskLevel.Medium) => RiskLevel.Medium,
        nameof(RiskLevel.Low) => RiskLevel.Low,
        _ => throw new FormatException("lane is none of the levels."),
    };

    private static int? Number(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.GetInt32() : null;

    private static DateTimeOffset? Time(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.GetDateTimeOffset() : null;
}
