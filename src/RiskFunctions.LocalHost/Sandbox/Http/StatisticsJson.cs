using System.Globalization;
using System.Text.Json;
using RiskFunctions.LocalHost.Sandbox.Http.Answers;
using RiskFunctions.LocalHost.Sandbox.Recording;
using RiskFunctions.LocalHost.Sandbox.SecurityEvents;

namespace RiskFunctions.LocalHost.Sandbox.Http;

/// <summary>The books as JSON. Times are ISO 8601 in UTC, spans are in milliseconds.</summary>
internal static class StatisticsJson
{
    public static SandboxAnswer Write(SandboxStatistics s) => SandboxAnswer.Json(StatusCodes.Status200OK, json =>
    {
        json.WriteStartObject();
        WriteCounts(json, "requestsByStatus", s.RequestsByStatus);
        json.WriteStartObject("accepted");
        json.WriteNumber("requests", s.AcceptedRequests);
        json.WriteNumber("events", s.AcceptedEvents);
        json.WriteNumber("subjects", s.AcceptedSubjects);
        json.WriteEndObject();
        json.WriteNumber("duplicates", s.Duplicates);
        json.WriteNumber("throttled", s.Throttled);
        json.WriteNumber("worstWindow", s.WorstWindow);
        WriteTime(json, "firstArrival", s.FirstArrival);
        WriteTime(json, "lastArrival", s.LastArrival);
        WriteCounts(json, "faultsInjected", s.FaultsInjected);
        WriteCounts(json, "tokenRequestsByStatus", s.TokenRequestsByStatus);
        json.WriteNumber("unexpectedRequests", s.UnexpectedRequests);
        json.WriteStartObject("securityEvents");
        WriteCounts(json, "requestsByStatus", s.SecurityEvents.RequestsByStatus);
        WriteCounts(json, "refusedByError", s.SecurityEvents.RefusedByError);
        json.WriteNumber("accepted", s.SecurityEvents.Accepted);
        json.WriteNumber("duplicates", s.SecurityEvents.Duplicates);
        json.WriteNumber("conflictingDuplicates", s.SecurityEvents.ConflictingDuplicates);
        json.WriteNumber("ignored", s.SecurityEvents.Ignored);
        json.WriteNumber("worstWindow", s.SecurityEvents.WorstWindow);
        json.WriteNumber("keySetFetches", s.SecurityEvents.KeySetFetches);
        json.WriteEndObject();
        json.WriteEndObject();
    });

    public static SandboxAnswer Write(IReadOnlyList<RequestRecord> requests) => WriteList(requests, (json, r) =>
    {
        json.WriteNumber("number", r.Arrival.Number);
        WriteTime(json, "arrivedAt", r.Arrival.At);
        json.WriteNumber("afterMilliseconds", r.Arrival.After.TotalMilliseconds);
        json.WriteNumber("status", r.Status);
        json.WriteBoolean("accepted", r.Accepted);
        json.WriteNumber("events", r.Events);
        json.WriteNumber("subjects", r.Subjects);
        json.WriteString("highestLevel", r.HighestLevel);
        json.WriteString("fault", r.Fault);
    });

    public static SandboxAnswer Write(IReadOnlyList<AcceptedSubject> subjects) => WriteList(subjects, (json, s) =>
    {
        json.WriteNumber("request", s.RequestNumber);
        WriteTime(json, "arrivedAt", s.ArrivedAt);
        json.WriteString("ip", s.Ip);
        json.WriteString("riskLevel", s.RiskLevel);
        json.WriteString("message", s.Message);
        json.WriteString("timestamp", s.Timestamp);
    });

    public static SandboxAnswer Write(IReadOnlyList<SetRecord> requests) => WriteList(requests, (json, r) =>
    {
        json.WriteNumber("number", r.Arrival.Number);
        WriteTime(json, "arrivedAt", r.Arrival.At);
        json.WriteNumber("status", r.Status);
        json.WriteString("err", r.Err);
        json.WriteBoolean("accepted", r.Accepted);
        json.WriteBoolean("duplicate", r.IsDuplicate);
        json.WriteBoolean("ignored", r.IsIgnored);
        json.WriteString("jti", r.Id);
        json.WriteString("kid", r.KeyId);
        json.WriteStartArray("events");
        foreach (var s in r.Statements)
        {
            json.WriteStartObject();
            json.WriteString("type", s.Type);
            json.WriteString("level", s.Level);
            json.WriteString("subject", s.SubjectKind);
            json.WriteString("user", s.User);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("fault", r.Fault);
    });

    private static SandboxAnswer WriteList<T>(IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write) => SandboxAnswer.Json(StatusCodes.Status200OK, json =>
    {
        json.WriteStartArray();
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static void WriteCounts<TKey>(Utf8JsonWriter json, string name, IReadOnlyDictionary<TKey, int> counts)
        where TKey : notnull
    {
        json.WriteStartObject(name);
        foreach (var (key, count) in counts)
        {
            json.WriteNumber(string.Create(CultureInfo.InvariantCulture, $"{key}"), count);
        }

        json.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } value)
        {
            json.WriteString(name, value.UtcDateTime);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
