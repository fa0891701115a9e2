using RiskFunctions.Signals.Json;
using RiskFunctions.Signals.Results;
using RiskFunctions.Signals.Screening;

namespace RiskFunctions.Signals.Formats.Envelopes;

/// <summary>A list from Graph or another OData API: <c>value</c> is an array, perhaps empty.</summary>
internal sealed class GraphAnswerFormat : ISignalFormat
{
    private const string Value = "value";

    private const string NextPage = "@odata.nextLink";

    public string Name => "graph-answer";

    public string Shape => "Graph answer (value)";

    public string? ToldBy(JsonFields body) => body.TryGet(Value, out var value) && value.ValueKind == JsonValueKind.Array ? Value : null;

    public ReadFault? Read(JsonFields body, ReadScope scope)
    {
        if (scope.HasDuplicateKeys && DuplicateKey.Find(body.Element, deep: false) is { } duplicate)
        {
            return duplicate;
        }

        if (body.TryGet(NextPage, out _))
        {
            scope.Screening.Notes.Add(new ReadWarning(NextPage, "says that the answer has more pages, which are not in this message"));
        }

        body.TryGet(Value, out var value);
        return value.GetArrayLength() == 0 ? null : EnvelopeData.Read(value, Value, time: null, scope);
    }
}
