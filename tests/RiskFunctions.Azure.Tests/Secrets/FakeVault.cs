using System.Globalization;
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

    /// <summary>All versions of a secret, in the order of their making; the value of the last is in <see cref="Secrets"/> too.</summary>
    public Dictionary<string, List<(string Value, bool Enabled)>> Versions { get; } = new(StringComparer.OrdinalIgnoreCase);

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

        return Json(new JsonObject { ["error"] = error }, status);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Assert.Equal(HttpMethod.Get, request.Method);
        Assert.Equal(Host, request.RequestUri!.Host);
        if (request.Headers.Authorization is null)
        {
            Challenges++;
            var challenge = new HttpResponseMessage(HttpStatusCode.Unauthorized);
            challenge.Headers.Add(
                "WWW-Authenticate",
                "Bearer authorization=\"https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555\", resource=\"https://vault.azure.net\"");
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

        var path = request.RequestUri.AbsolutePath.Trim('/').Split('/');
        var name = path[1];
        if (path is [_, _, "versions"])
        {
            return ListVersions(name);
        }

        if (path is [_, _, ['v', .. var number]])
        {
            var (old, enabled) = Versions[name][int.Parse(number, CultureInfo.InvariantCulture)];
            return enabled ? Secret(name, old) : Error(403, "Forbidden", "SecretDisabled");
        }

        return Secrets.TryGetValue(name, out var value) ? Secret(name, value) : Error(404, "SecretNotFound");
    }

    // As the vault does, in no order.
    private HttpResponseMessage ListVersions(string name) => Json(new JsonObject
    {
        ["value"] = new JsonArray([.. Versions[name].Select((version, number) => new JsonObject
        {
            ["id"] = $"https://{Host}/secrets/{name}/v{number}",
            ["attributes"] = new JsonObject { ["enabled"] = version.Enabled, ["created"] = 1_700_000_000 + number },
        }).OrderBy(version => version["id"]!.ToString().GetHashCode(StringComparison.Ordinal))]),
        ["nextLink"] = null,
    });

    private HttpResponseMessage Secret(string name, string value) => Json(new JsonObject
    {
        ["value"] = value,
        ["id"] = $"https://{Host}/secrets/{name}/0123456789abcdef",
        ["attributes"] = new JsonObject { ["enabled"] = true },
    });

    private static HttpResponseMessage Json(JsonObject body, int status = 200) =>
        new((HttpStatusCode)status) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };
}
