using System.Security.Cryptography;
using System.Text;

namespace RiskFunctions.LocalHost.Sandbox.Http;

/// <summary>Decides whether a request may send risk events.</summary>
internal sealed class ResourceAuthorization(OktaSandbox sandbox)
{
    private const string ApiTokenScheme = "SSWS ";

    /// <summary>Null when the request may; else the refusal.</summary>
    public SandboxAnswer? Check(HttpRequest request)
    {
        if (request.Headers.Authorization is not [{ } authorization])
        {
            return OktaErrors.InvalidToken();
        }

        return authorization.StartsWith(ApiTokenScheme, StringComparison.Ordinal)
            ? CheckApiToken(authorization[ApiTokenScheme.Length..])
            : OktaErrors.InvalidToken();
    }

    private SandboxAnswer? CheckApiToken(string token)
    {
        if (Same(token, sandbox.ApiToken))
        {
            return null;
        }

        return Same(token, sandbox.Options.ForbiddenApiToken) ? OktaErrors.Forbidden() : OktaErrors.InvalidToken();
    }

    private static bool Same(string given, string? known) =>
        known is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(known));
}
