using System.Text.Json.Serialization;

namespace RiskFunctions.LocalHost.Hosting;

/// <summary>The boundary to the API's callers.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(StatusDocument))]
internal sealed partial class HostingJson : JsonSerializerContext;
