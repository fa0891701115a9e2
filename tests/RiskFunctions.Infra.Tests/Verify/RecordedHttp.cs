using System.Net;

namespace RiskFunctions.Infra.Tests.Verify;

/// <summary>Answers requests in a row by host; an unexpected one fails the test.</summary>
internal sealed class RecordedHttp : HttpMessageHandler
{
    private readonly List<(HttpRequestMessage Request, string Body)> _requests = [];

    /// <summary>Status of Service Bus's answer to a sent signal.</summary>
    public HttpStatusCode Sent { get; set; } = HttpStatusCode.Created;

    /// <summary>What each query of the log finds, one list a query; the last one for all that follow.</summary>
    public Queue<IReadOnlyList<(string Event, string Message)>> Logs { get; } = new();

    public IReadOnlyList<(HttpRequestMessage Request, string Body)> Requests => _requests;

    public IEnumerable<(HttpRequestMessage Request, string Body)> Signals =>
        _requests.Where(request => request.Request.RequestUri!.Host == "sb-test.servicebus.windows.net");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        _requests.Add((request, await request.Content!.ReadAsStringAsync(cancellationToken)));
        return request.RequestUri!.AbsoluteUri switch
        {
            "https://sb-test.servicebus.windows.net/risk-signals/messages" => new HttpResponseMessage(Sent),
            "https://api.loganalytics.io/v1/workspaces/33333333-3333-3333-3333-333333333333/query" => Log(),
            var other => throw new InvalidOperationException($"Unexpected request to {other}"),
        };
    }

    private HttpResponseMessage Log()
    {
        var rows = Logs.Count > 1 ? Logs.Dequeue() : Logs.Peek();
        var body = System.Text.Json.JsonSerializer.Serialize(new { tables = new[] { new { rows = rows.Select(row => new[] { row.Event, row.Message }) } } });
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
    }
}
