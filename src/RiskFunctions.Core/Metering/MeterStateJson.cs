using System.Text.Json.Serialization;

namespace RiskFunctions.Metering;

/// <summary>The boundary to the meter's store.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    IgnoreReadOnlyProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(MeterState))]
internal sealed partial class MeterStateJson : JsonSerializerContext;
