using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace RiskFunctions.Azure.Tests.Secrets;

/// <summary>Plays a vault: challenges a request without a token, answers one with a token. Anything but a GET of a secret fails the test.</summary>
internal sealed class FakeVault : HttpMessageHandler
{
    /// <summary>A host of its own: the client remembers for the whole process how a vault challenges.</summary>
    public string Host { get; } = $"v{Guid.NewGuid():N}.vault.azure.net";

    private int _reads;

    public Dictionary<string, string> Secrets { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Answers instead of the secret, when set.</summary>
    public Func<HttpResponseMessage>? Instead { get; set; }

    /// <summary>Holds every answer back until it is completed.</summary>
    public TaskCompletionSource? Gate { get; set; }

    /// <summary>Requests that carried a token.</summary>
    public int Reads => Volatile.Read(ref _reads);

    public int Challenges { get; private set; }

    public static HttpResponseMessage Error(int status, string code, string? innerCode = null)
    {
        var error = new JsonObject { ["code"] = code, ["message"] = "No." };
        if (innerCode is not null)
        {
            error["innererror"] = new JsonObject { ["code"] = innerCode };
        }

        var body = new JsonObject { ["error"] = error }.ToJsonString();
        return new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Assert.Equal(HttpMethod.Get, request.Method);
        Assert.Equal(Host, request.RequestUri!.Host);
        if (request.Headers.Authorization is null)
        {
            Challenges++;
            var challenge = new HttpResponseMessage(HttpStatusCode.Unauthorized);
            challenge.Headers.Add("WWW-Authenticate", "Bearer authorization=\"https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555\", resource=\"https://vault.azure.net\"");
            return challenge;
        }

        Assert.Equal("Bearer entra-token", request.Headers.Authorization.ToString());
        Interlocked.Increment(ref _reads);
        if (Gate is { } gate)
        {
            await gate.Task.WaitAsync(cancellationToken);
        }

        if (Instead is { } instead)
        {
            return instead();
        }

        var name = request.RequestUri.AbsolutePath.Trim('/').Split('/')[1];
        if (!Secrets.TryGetValue(name, out var value))
        {
            return Error(404, "SecretNotFound");
        }

        var body = new JsonObject { ["value"] = value, ["id"] = $"https://{Host}/secrets/{name}/0123456789abcdef", ["attributes"] = new JsonObject { ["enabled"] = true } };
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };
    }
}
