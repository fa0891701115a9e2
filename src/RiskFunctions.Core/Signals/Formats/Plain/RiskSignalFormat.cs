using RiskFunctions.Signals.Json;
using RiskFunctions.Signals.Results;
using RiskFunctions.Signals.Screening;

namespace RiskFunctions.Signals.Formats.Plain;

/// <summary>Our own format: one address, <c>{"ip": "203.0.113.7", "riskLevel": "HIGH", "message"?, "timestamp"?, "expiresAt"?, "user"?}</c>.</summary>
internal sealed class RiskSignalFormat : ISignalFormat
{
    public const string FormatName = "risk-signal";

    public const string TellingFields = "ip and riskLevel";

    public string Name => FormatName;

    public string Shape => "risk signal (ip, riskLevel)";

    public string? ToldBy(JsonFields body) => body.Names("ip") && body.Names("riskLevel") ? TellingFields : null;

    public ReadFault? Read(JsonFields body, ReadScope scope)
    {
        if (scope.HasDuplicateKeys && DuplicateKey.Find(body.Element, deep: true) is { } duplicate)
        {
            return duplicate;
        }

        return SubjectFields.ReadTimes(body, scope, out var times)
            ?? SubjectFields.Read(body, times, scope)
            ?? SubjectFields.ReadUserBeside(body, times, scope);
    }
}
