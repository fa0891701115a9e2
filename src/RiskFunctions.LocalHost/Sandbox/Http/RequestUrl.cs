namespace RiskFunctions.LocalHost.Sandbox.Http;

/// <summary>The URL that a client called.</summary>
internal static class RequestUrl
{
    /// <summary>Scheme, host, port and path; no query.</summary>
    public static string Of(HttpRequest request) => $"{request.Scheme}://{request.Host}{request.Path}";
}
