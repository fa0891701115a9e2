using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using RiskFunctions.Testing.Okta;

namespace RiskFunctions.LocalHost.Tests.Sandbox.Http;

/// <summary>A plain client that sends what a test says, and nothing of its own.</summary>
internal static class SandboxClient
{
    private const string Authorization = $"SSWS {FaultyOkta.ApiToken}";

    public static HttpClient Http { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });

    public static Task<HttpResponseMessage> PostAsync(
        FaultyOkta okta, string body, string? authorization = Authorization, string contentType = "application/json") =>
        Http.SendAsync(Request(okta, body, authorization, contentType));

    public static HttpRequestMessage Request(
        FaultyOkta okta, string body, string? authorization = Authorization, string contentType = "application/json")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, okta.RiskEventsUrl) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        return request;
    }

    public static Task<HttpResponseMessage> PutAsync(FaultyOkta okta, string path, string body) =>
        Http.PutAsync(new Uri(okta.OrgUrl, path), new StringContent(body, Encoding.UTF8, "application/json"));

    public static async Task<JsonElement> JsonAsync(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync()).RootElement;

    public static async Task<string?> ErrorCodeAsync(HttpResponseMessage response) => (await JsonAsync(response)).GetProperty("errorCode").GetString();

    public static string Header(HttpResponseMessage response, string name) => Assert.Single(response.Headers.GetValues(name));
}
