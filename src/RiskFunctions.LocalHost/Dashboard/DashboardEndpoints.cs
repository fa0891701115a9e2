using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using RiskFunctions.LocalHost.Broker.Rest;

namespace RiskFunctions.LocalHost.Dashboard;

/// <summary>The page at <c>/</c>: everything in one file, which asks <c>/api/status</c> and <c>/api/dead-letters</c> every 2 s.</summary>
internal static class DashboardEndpoints
{
    private const string Resource = "Dashboard/dashboard.html";
    private const string NoncePlace = "{{nonce}}";

    public static IEndpointConventionBuilder MapDashboard(this IEndpointRouteBuilder endpoints)
    {
        var page = ReadPage();
        return endpoints.MapGet("/", (HttpResponse response) => Render(page, response)).RequireLoopback();
    }

    private static ContentHttpResult Render(string page, HttpResponse response)
    {
        // Only this page's own style and script run: what senders wrote is shown here.
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        response.Headers.ContentSecurityPolicy =
            $"default-src 'none'; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'; connect-src 'self'; img-src data:; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.CacheControl = "no-store";
        response.Headers["Referrer-Policy"] = "no-referrer";
        return TypedResults.Text(page.Replace(NoncePlace, nonce, StringComparison.Ordinal), "text/html; charset=utf-8");
    }

    private static string ReadPage()
    {
        using var stream = typeof(DashboardEndpoints).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The embedded resource {Resource} is missing from this build.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
