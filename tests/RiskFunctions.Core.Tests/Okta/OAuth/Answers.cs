using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace RiskFunctions.Core.Tests.Okta.OAuth;

/// <summary>HTTP answers in the shapes of Okta.</summary>
internal static class Answers
{
    public static HttpResponseMessage Error(HttpStatusCode status, string error, string description = "because") => Json(
        status, new JsonObject { ["error"] = error, ["error_description"] = description }.ToJsonString());

    public static HttpResponseMessage Json(HttpStatusCode status, string json) =>
        new(status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };

    public static HttpResponseMessage Challenge(HttpStatusCode status, string challenge)
    {
        var response = new HttpResponseMessage(status);
        response.Headers.TryAddWithoutValidation("WWW-Authenticate", challenge);
        return response;
    }
}
