namespace RiskFunctions.LocalHost.Sandbox.Http.Answers;

/// <summary>Okta's errors as its catalogue has them (okta-developer-docs, data/error-codes.json), in our words.</summary>
internal static class OktaErrors
{
    public static SandboxAnswer NotWellFormed() => Error(400, "E0000003", "The request body was not well-formed.");

    public static SandboxAnswer ValidationFailed(string what, IEnumerable<string> causes) => Error(400, "E0000001", $"Api validation failed: {what}", causes);

    public static SandboxAnswer BadMediaType() =>
        Error(400, "E0000021", "Bad request. Accept and/or Content-Type headers likely do not match supported values.");

    public static SandboxAnswer InvalidToken() => Error(401, "E0000011", "Invalid token provided");

    public static SandboxAnswer Forbidden() => Error(403, "E0000006", "You do not have permission to perform the requested action");

    public static SandboxAnswer NotFound() => Error(404, "E0000007", "Not found: Resource not found (unknown path)");

    public static SandboxAnswer MethodNotAllowed() => Error(405, "E0000022", "The endpoint does not support the provided HTTP method");

    public static SandboxAnswer TooLarge() => Error(413, "E0000001", "Api validation failed: request body is too large");

    public static SandboxAnswer TooManyRequests() => Error(429, "E0000047", "API call exceeded rate limit due to too many requests.");

    public static SandboxAnswer ServerError() => Error(500, "E0000009", "Internal Server Error");

    public static SandboxAnswer Unavailable() => Error(503, "E0000010", "Service is in read only mode");

    private static SandboxAnswer Error(int status, string code, string summary, IEnumerable<string>? causes = null) => SandboxAnswer.Json(status, json =>
    {
        json.WriteStartObject();
        json.WriteString("errorCode", code);
        json.WriteString("errorSummary", summary);
        json.WriteString("errorLink", code);
        json.WriteString("errorId", $"oae{RequestIds.Next()}");
        json.WriteStartArray("errorCauses");
        foreach (var cause in causes ?? [])
        {
            json.WriteStartObject();
            json.WriteString("errorSummary", cause);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });
}
