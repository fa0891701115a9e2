using RiskFunctions.Signals.Formats.Plain;
using RiskFunctions.Signals.Json;
using RiskFunctions.Signals.Results;
using RiskFunctions.Signals.Screening;

namespace RiskFunctions.Signals.Formats.Users;

/// <summary>Our own format with a user alone, <c>{"user": "name@example.com", "riskLevel": "HIGH"}</c>.</summary>
internal sealed class UserSignalFormat : ISignalFormat
{
    public string Name => RiskSignalFormat.FormatName;

    public string Shape => "risk signal of a user (user, riskLevel)";

    public string? ToldBy(JsonFields body) => body.Names("user") && body.Names("riskLevel") ? "user and riskLevel" : null;

    public ReadFault? Read(JsonFields body, ReadScope scope)
    {
        if (scope.HasDuplicateKeys && DuplicateKey.Find(body.Element, deep: true) is { } duplicate)
        {
            return duplicate;
        }

        return SubjectFields.ReadTimes(body, scope, out var times) ?? SubjectFields.ReadUser(body, times, scope);
    }
}
