using RiskFunctions.Signals.Json;
using RiskFunctions.Signals.Results;
using RiskFunctions.Signals.Screening;

namespace RiskFunctions.Signals.Formats;

/// <summary>One shape of JSON object that signals come in. Stateless; one file for each.</summary>
internal interface ISignalFormat
{
    /// <summary>Short name for metrics and summaries, such as <c>risk-signal</c>.</summary>
    string Name { get; }

    /// <summary>Name and telling fields, for the fault of a message of no known format.</summary>
    string Shape { get; }

    /// <summary>The fields that show this format; null when it is another. Hardly looks at values.</summary>
    string? ToldBy(JsonFields body);

    /// <summary>Hands every subject to the scope's screening. Returns the first fault, or null. Never throws for content.</summary>
    ReadFault? Read(JsonFields body, ReadScope scope);
}
