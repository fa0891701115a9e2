using System.Text.Json;
using System.Text.Json.Serialization;
using RiskFunctions.LocalHost.Broker.Messages;

namespace RiskFunctions.LocalHost.Broker.Rest;

/// <summary>The JSON of the broker's endpoints.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(IReadOnlyList<DeadLetter>))]
internal sealed partial class BrokerJson : JsonSerializerContext;
