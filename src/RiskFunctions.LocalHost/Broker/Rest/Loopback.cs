using System.Net;

namespace RiskFunctions.LocalHost.Broker.Rest;

/// <summary>
/// Keeps endpoints without authentication on this machine. The connection must come from loopback. The Host header must name loopback, so that a web
/// page whose name was rebound to 127.0.0.1 gets nothing. A browser must not send from another site's page, which needs no CORS for a plain POST.
/// </summary>
internal static class Loopback
{
    /// <summary>Answers 403 to anything else, before the endpoint sees it.</summary>
    public static TBuilder RequireLoopback<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Finally(endpoint =>
        {
            var next = endpoint.RequestDelegate;
            if (next is not null)
            {
                endpoint.RequestDelegate = context => IsLocal(context) ? next(context) : RefuseAsync(context);
            }
        });
        return builder;
    }

    private static bool IsLocal(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address
        && IPAddress.IsLoopback(address)
        && IsLoopbackName(context.Request.Host.Host)
        && IsOwnPage(context.Request.Headers.Origin.ToString());

    private static bool IsLoopbackName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static bool IsOwnPage(string origin) =>
        origin.Length == 0 || (Uri.TryCreate(origin, UriKind.Absolute, out var uri) && IsLoopbackName(uri.Host));

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return context.Response.WriteAsync("This host answers only to programs and pages of this machine, as 127.0.0.1 or localhost.", context.RequestAborted);
    }
}
