using System.Net;
using System.Net.Http.Headers;

namespace RiskFunctions.Azure.Tests.Metering;

/// <summary>Plays one blob with its ETag and metadata, and can fail before or after a request took effect. Unknown requests fail the test.</summary>
internal sealed class FakeBlobService : HttpMessageHandler
{
    private int _version;

    public byte[]? Content { get; set; }

    public string? Writer { get; private set; }

    public bool ContainerExists { get; set; } = true;

    public List<string> Requests { get; } = [];

    public HttpRequestMessage? Last { get; private set; }

    /// <summary>Answers instead of the service, one for each request; null lets that request through.</summary>
    public Queue<Func<HttpResponseMessage>?> Before { get; } = new();

    /// <summary>Runs after a request took effect, one for each; its answer (or exception) replaces the true one. Null lets the true one through.</summary>
    public Queue<Func<HttpResponseMessage>?> After { get; } = new();

    public string ETag => $"\"0x{_version}\"";

    public static HttpResponseMessage Answer(int status, string? code = null)
    {
        var answer = new HttpResponseMessage((HttpStatusCode)status) { Content = new ByteArrayContent([]) };
        if (code is not null)
        {
            answer.Headers.Add("x-ms-error-code", code);
        }

        return answer;
    }

    /// <summary>Another instance writes over whatever is there.</summary>
    public void WriteFromElsewhere(byte[] content)
    {
        Content = content;
        Writer = "somebody-else";
        _version++;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Last = request;
        var isContainer = request.RequestUri!.Query.Contains("restype=container");
        Requests.Add(isContainer ? "MAKE" : request.Method.Method);
        if (Before.TryDequeue(out var before) && before is not null)
        {
            return before();
        }

        var answer = isContainer ? MakeContainer() : request.Method.Method switch
        {
            "GET" or "HEAD" => Get(request.Method == HttpMethod.Head),
            "PUT" => Put(request, await request.Content!.ReadAsByteArrayAsync(cancellationToken)),
            _ => throw new InvalidOperationException($"Unexpected {request.Method}."),
        };
        return After.TryDequeue(out var after) && after is not null ? after() : answer;
    }

    private HttpResponseMessage MakeContainer()
    {
        ContainerExists = true;
        return Answer(201);
    }

    private HttpResponseMessage Get(bool isHead)
    {
        if (!ContainerExists || Content is null)
        {
            return Answer(404, ContainerExists ? "BlobNotFound" : "ContainerNotFound");
        }

        var answer = Answer(200);
        answer.Content = new ByteArrayContent(isHead ? [] : Content);
        answer.Content.Headers.ContentLength = Content.Length;
        answer.Headers.ETag = EntityTagHeaderValue.Parse(ETag);
        answer.Headers.Add("x-ms-meta-writer", Writer);
        return answer;
    }

    private HttpResponseMessage Put(HttpRequestMessage request, byte[] content)
    {
        if (!ContainerExists)
        {
            return Answer(404, "ContainerNotFound");
        }

        if (request.Headers.IfNoneMatch.Count > 0 && Content is not null)
        {
            return Answer(409, "BlobAlreadyExists");
        }

        if (request.Headers.IfMatch.Count > 0 && (Content is null || request.Headers.IfMatch.Single().ToString() != ETag))
        {
            return Answer(412, "ConditionNotMet");
        }

        Assert.Equal("BlockBlob", Assert.Single(request.Headers.GetValues("x-ms-blob-type")));
        Content = content;
        Writer = Assert.Single(request.Headers.GetValues("x-ms-meta-writer"));
        _version++;
        var answer = Answer(201);
        answer.Headers.ETag = EntityTagHeaderValue.Parse(ETag);
        return answer;
    }
}
