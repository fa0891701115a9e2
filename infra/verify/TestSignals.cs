using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace RiskFunctions.Verify;

/// <summary>
/// One LOW signal of a documentation address into each lane, followed to the log line that says what became of it. Such an address harms nobody.
/// </summary>
internal sealed partial class TestSignals(ICommandLine line, HttpClient http, Deployed deployed, TimeProvider time)
{
    /// <summary>Logs of a new workspace arrive late.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(12);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(20);

    public async Task<IReadOnlyList<Finding>> SendAsync(CancellationToken cancellationToken)
    {
        var start = time.GetUtcNow();
        var run = start.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
        var token = await TokenAsync("https://servicebus.azure.net", cancellationToken);
        // Each an address of its own: signals of one address would be sent to Okta as one.
        foreach (var (lane, index) in Lane.All.Select((lane, index) => (lane, index)))
        {
            if (await PostAsync(lane, IdOf(run, lane), $"203.0.113.{index + 1}", token, cancellationToken) is { } refused)
            {
                return [refused];
            }
        }

        return await FollowAsync(run, start, cancellationToken);
    }

    private static string IdOf(string run, Lane lane) => $"self-check-{run}-{lane.Name}";

    private async Task<Finding.Fault?> PostAsync(Lane lane, string id, string address, string token, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"https://{deployed.Namespace}.servicebus.windows.net/{deployed.Topic}/messages"))
        {
            Content = JsonContent.Create(new JsonObject { ["ip"] = address, ["riskLevel"] = "LOW", ["message"] = "Self-check of RiskFunctions" }),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.TryAddWithoutValidation("BrokerProperties", new JsonObject { ["MessageId"] = id }.ToJsonString());
        // The property picks the lane; the level that Okta gets stands in the body.
        request.Headers.TryAddWithoutValidation("riskLevel", $"\"{lane.Name.ToUpperInvariant()}\"");
        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            return (int)response.StatusCode switch
            {
                201 => null,
                401 or 403 => new Finding.Fault(
                    $"Test signals: Service Bus answered {(int)response.StatusCode}",
                    "You need Azure Service Bus Data Sender on the topic (docs/operations.md, First deployment, step 5); it takes minutes to count. "
                    + "An isolated namespace takes signals from its network only."),
                var status => new Finding.Fault($"Test signals: Service Bus answered {status} for lane {lane.Name}", "Look at the namespace in the portal."),
            };
        }
        catch (HttpRequestException unreachable)
        {
            return new Finding.Fault(
                $"Test signals: {deployed.Namespace} cannot be reached ({unreachable.Message})",
                "An isolated namespace takes signals from its network only.");
        }
    }

    private async Task<IReadOnlyList<Finding>> FollowAsync(string run, DateTimeOffset start, CancellationToken cancellationToken)
    {
        var open = Lane.All.ToDictionary(lane => IdOf(run, lane), StringComparer.Ordinal);
        var findings = new List<Finding>();
        var token = await TokenAsync("https://api.loganalytics.io", cancellationToken);
        while (open.Count > 0 && time.GetUtcNow() - start < Patience)
        {
            await Task.Delay(Pause, time, cancellationToken);
            var log = await QueryAsync(run, start, token, cancellationToken);
            foreach (var (id, lane) in open.ToList())
            {
                if (log.LastOrDefault(entry => entry.Message.Contains(id, StringComparison.Ordinal)) is { } told && Judge(lane, told) is { } finding)
                {
                    findings.Add(finding);
                    open.Remove(id);
                }
            }

            // A line of acceptance names no message, since a request carries those of several lanes. Whatever else Okta accepts meanwhile is counted with them.
            var accepted = log.Where(entry => entry.Event == "RequestAccepted").ToList();
            if (open.Count > 0 && accepted.Sum(entry => SubjectsOf(entry.Message)) >= open.Count)
            {
                findings.AddRange(open.Values.Select(lane => new Finding.Fine($"Test signal of lane {lane.Name}: {accepted[^1].Message}")));
                open.Clear();
            }
        }

        findings.AddRange(open.Values.Select(lane => new Finding.Fault(
            $"Test signal of lane {lane.Name}: no log line within {Patience.TotalMinutes:0} minutes says what became of it",
            $"Does the topic show it waiting (workbook, Messages waiting)? Then look at table AppTraces (workspace > Logs). "
            + $"If it is gone, logs do not arrive: docs/telemetry.md. Its MessageId begins with self-check-{run}.")));
        return findings;
    }

    private static Finding? Judge(Lane lane, LogEntry entry) => entry.Event switch
    {
        "MessageDeadLettered" => new Finding.Fault($"Test signal of lane {lane.Name}: {entry.Message}", "docs/operations.md, Dead letters."),
        "SignalsSuppressed" => new Finding.Hint(
            $"Test signal of lane {lane.Name}: {entry.Message}",
            "203.0.113.0/24 is for documentation: take it out of TRUSTED_NETWORKS."),
        // It went back and comes again.
        _ => null,
    };

    private async Task<IReadOnlyList<LogEntry>> QueryAsync(string run, DateTimeOffset start, string token, CancellationToken cancellationToken)
    {
        var query = $"""
            union isfuzzy=true AppTraces, AppExceptions
            | where TimeGenerated >= datetime({start.UtcDateTime:O})
            | extend EventName = tostring(Properties.EventName), Text = coalesce(column_ifexists("Message", ""), tostring(Properties.OriginalMessage))
            | where EventName == "RequestAccepted" or Text has "self-check-{run}"
            | order by TimeGenerated asc
            | project EventName, Text
            """;
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"https://api.loganalytics.io/v1/workspaces/{deployed.Workspace}/query"))
        {
            Content = JsonContent.Create(new JsonObject { ["query"] = query }),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                throw new CommandException("Log Analytics", $"answered {(int)response.StatusCode}; you need Monitoring Reader on the resource group");
            }

            var answer = await response.Content.ReadFromJsonAsync<JsonNode>(cancellationToken);
            return [.. answer!["tables"]![0]!["rows"]!.AsArray().Select(row => new LogEntry((string)row![0]!, (string)row[1]!))];
        }
        catch (HttpRequestException unreachable)
        {
            throw new CommandException("Log Analytics", unreachable.Message);
        }
    }

    private async Task<string> TokenAsync(string resource, CancellationToken cancellationToken) =>
        (string)(await line.AzAsync(cancellationToken, "account", "get-access-token", "--resource", resource))["accessToken"]!;

    private static int SubjectsOf(string message) =>
        Subjects().Match(message) is { Success: true } match ? int.Parse(match.Groups["count"].Value, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex("with (?<count>[0-9]+) subjects", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Subjects();

    private sealed record LogEntry(string Event, string Message);
}
