using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace RiskFunctions.LocalHost.Sandbox.Http.Answers;

/// <summary>An answer before it is written.</summary>
/// <param name="Status">The HTTP status; 0 for <see cref="Cut"/>.</param>
internal sealed record SandboxAnswer(int Status)
{
    /// <summary>No answer: the connection is reset.</summary>
    public static readonly SandboxAnswer Cut = new(0);

    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Null when there is no body.</summary>
    public string? ContentType { get; init; }

    /// <summary>Headers beside those that every answer has.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>What the rate-limit headers say instead of the truth. Null, the default: the truth.</summary>
    public RateHeaders? RateHeaders { get; init; }

    public static SandboxAnswer Json(int status, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            write(json);
        }

        return new SandboxAnswer(status) { Body = buffer.WrittenMemory, ContentType = "application/json" };
    }

    public SandboxAnswer With(string header, string value) => this with { Headers = [.. Headers, KeyValuePair.Create(header, value)] };

    /// <summary>Writes the answer with the headers that each of Okta's answers has.</summary>
    public async Task WriteAsync(HttpResponse response, RateHeaders rate, DateTimeOffset serverNow, CancellationToken cancellationToken)
    {
        if (Status == Cut.Status)
        {
            response.HttpContext.Abort();
            return;
        }

        response.StatusCode = Status;
        response.Headers.Date = serverNow.ToString("R", CultureInfo.InvariantCulture);
        response.Headers["X-Okta-Request-Id"] = RequestIds.Next();
        Set(response, "X-Rate-Limit-Limit", rate.Limit);
        Set(response, "X-Rate-Limit-Remaining", rate.Remaining);
        Set(response, "X-Rate-Limit-Reset", rate.Reset);
        foreach (var (name, value) in Headers)
        {
            response.Headers.Append(name, value);
        }

        if (Status == StatusCodes.Status204NoContent)
        {
            // The server refuses a length and a write of any kind for this status, and would cut the connection.
            return;
        }

        response.ContentType = ContentType;
        response.ContentLength = Body.Length;
        await response.Body.WriteAsync(Body, cancellationToken);
    }

    private static void Set(HttpResponse response, string name, string? value)
    {
        if (value is not null)
        {
            response.Headers[name] = value;
        }
    }
}
