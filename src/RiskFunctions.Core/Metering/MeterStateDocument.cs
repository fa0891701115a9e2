using System.Text.Json;
using System.Text.Json.Serialization;

namespace RiskFunctions.Metering;

/// <summary>The meter's state as UTF-8 JSON: the boundary to the meter's store.</summary>
internal static partial class MeterStateDocument
{
    public static byte[] Write(MeterState state) => JsonSerializer.SerializeToUtf8Bytes(state, Json.Default.MeterState);

    /// <summary>The state, or why the document is not one that this version may read and replace.</summary>
    public static (MeterState? State, string? Fault) Read(ReadOnlyMemory<byte> content)
    {
        if (content.IsEmpty)
        {
            return (new MeterState(), null);
        }

        try
        {
            return JsonSerializer.Deserialize(content.Span, Json.Default.MeterState) switch
            {
                null => (null, "it is null"),
                { Version: not MeterState.CurrentVersion and var version } =>
                    (null, $"it has version {version}, and this program writes version {MeterState.CurrentVersion}"),
                { Grants.IsDefault: true } or { Waiting.IsDefault: true } or { Minutes.IsDefault: true } => (null, "it lacks grants, waiting or minutes"),
                var state => (state, null),
            };
        }
        catch (JsonException e)
        {
            return (null, $"it is not this meter's JSON (line {e.LineNumber}, {e.Path})");
        }
    }

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UseStringEnumConverter = true,
        IgnoreReadOnlyProperties = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true)]
    [JsonSerializable(typeof(MeterState))]
    private sealed partial class Json : JsonSerializerContext;
}
