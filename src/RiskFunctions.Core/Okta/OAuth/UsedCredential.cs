using RiskFunctions.Okta.OAuth.Tokens;

namespace RiskFunctions.Okta.OAuth;

/// <summary>What was put on a request, kept with the request so that its answer can be understood.</summary>
/// <param name="Nonce">The nonce in the proof; null when there was none.</param>
/// <param name="ProofsInUse">DPoP was in use when the token was asked for. If the token is unbound all the same, the token endpoint ignores DPoP.</param>
/// <param name="At">This machine's time.</param>
internal sealed record UsedCredential(AccessToken Token, string? Nonce, bool ProofsInUse, DateTimeOffset At)
{
    private static readonly HttpRequestOptionsKey<UsedCredential> Key = new("RiskFunctions.Okta.UsedCredential");

    public static UsedCredential? Of(HttpRequestMessage? request) => request is not null && request.Options.TryGetValue(Key, out var used) ? used : null;

    public void KeepWith(HttpRequestMessage request) => request.Options.Set(Key, this);
}
