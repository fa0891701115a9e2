using System.Globalization;
using System.Net;
using System.Text;

namespace RiskFunctions.Testing.Delivery;

/// <summary>Answers that a scripted Okta gives.</summary>
internal static class OktaAnswer
{
    public static HttpResponseMessage Accepted() => new(HttpStatusCode.Accepted);

    public static HttpResponseMessage Status(int status, string body = "") =>
        new((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    /// <summary>An error in Okta's own shape.</summary>
    public static HttpResponseMessage Error(int status, string code, string summary) => Status(
        status,
        $$"""{"errorCode":"{{code}}","errorSummary":"{{summary}}","errorLink":"{{code}}","errorId":"oae1","errorCauses":[{"errorSummary":"a cause"}]}""");

    public static HttpResponseMessage Invalid() => Error(400, "E0000001", "Api validation failed: RiskEvent");

    public static HttpResponseMessage Refused() => Error(401, "E0000011", "Invalid token provided");

    /// <summary>429 with the headers that Okta sends; <paramref name="resetIn"/> counts from <paramref name="now"/>, which is the answer's date.</summary>
    public static HttpResponseMessage Throttled(DateTimeOffset now, TimeSpan resetIn, int limit = 30)
    {
        var answer = Error(429, "E0000047", "API call exceeded rate limit due to too many requests.");
        answer.Headers.Date = now;
        answer.Headers.Add("X-Rate-Limit-Limit", limit.ToString(CultureInfo.InvariantCulture));
        answer.Headers.Add("X-Rate-Limit-Remaining", "0");
        answer.Headers.Add("X-Rate-Limit-Reset", (now + resetIn).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        return answer;
    }
}
