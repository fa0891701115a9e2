using System.Text;
using RiskFunctions.LocalHost.Sandbox.OAuth;
using RiskFunctions.LocalHost.Sandbox.OAuth.Signatures;

namespace RiskFunctions.LocalHost.Sandbox.SecurityEvents;

/// <summary>
/// Verifies SETs (RFC 8417) in the order of RFC 8935 section 2: form, issuer, audience, key, signature, claims, events. Nothing of a SET is
/// believed before its signature, but for the two names that lead to the key. Safe for several threads.
/// </summary>
internal sealed class SetVerifier
{
    private readonly SecurityEventsOptions _options;
    private readonly SandboxClock _clock;
    private readonly Action _fetching;
    private IReadOnlyList<ProviderKeys> _providers;

    /// <param name="fetching">Told of every fetch of a key set.</param>
    public SetVerifier(SecurityEventsOptions options, SandboxClock clock, Action fetching)
    {
        _options = options;
        _clock = clock;
        _fetching = fetching;
        _providers = [.. options.Providers.Select(Keys)];
    }

    /// <summary>Adds a provider, or takes the place of the one with the same issuer or configuration; nothing of its keys is remembered.</summary>
    /// <exception cref="SandboxConfigurationException">A value makes no sense; the message names it.</exception>
    public void Register(SecurityEventsProvider provider)
    {
        provider.Validate();
        var others = Volatile.Read(ref _providers).Where(p => p.Provider.Issuer != provider.Issuer || p.Provider.WellKnownUrl != provider.WellKnownUrl);
        Volatile.Write(ref _providers, [.. others, Keys(provider)]);
    }

    /// <param name="body">The compact JWS.</param>
    /// <param name="audience">The org's URL without a slash at its end.</param>
    public async Task<SetResult> VerifyAsync(ReadOnlyMemory<byte> body, string audience, CancellationToken cancellationToken)
    {
        if (SignedToken.Parse(Encoding.ASCII.GetString(body.Span)) is not { } token)
        {
            return SetResult.Refused.InvalidRequest("The body is not a signed JWT in the compact form.");
        }

        if (JudgeForm(token) is { } formFault)
        {
            return SetResult.Refused.InvalidRequest(formFault);
        }

        var (issuer, keyId) = (token.Text("iss")!, token.HeaderText("kid")!);
        if (await FindAsync(issuer, cancellationToken) is not { } provider)
        {
            return SetResult.Refused.InvalidIssuer("The issuer is not that of a registered provider.");
        }

        if (!token.HasAudience(audience))
        {
            return SetResult.Refused.InvalidAudience("The audience is not the URL of this org, without a slash at its end.");
        }

        var (key, keyFault) = await FindKeyAsync(provider, keyId, cancellationToken);
        return key is null ? SetResult.Refused.InvalidKey(keyFault)
            : token.IsSignedBy(key) ? JudgeClaims(token, issuer, keyId)
            : SetResult.Refused.AuthenticationFailed("The signature is not valid.");
    }

    private static string? JudgeForm(SignedToken token) =>
        token.HeaderText("typ") is not "secevent+jwt" ? "The typ of the header is not secevent+jwt."
        : token.HeaderText("alg") is not "RS256" ? "The alg of the header is not RS256."
        : token.HeaderText("kid") is not { Length: > 0 } ? "The header has no kid."
        : token.Text("iss") is not { Length: > 0 } ? "iss: is missing or no text"
        : !token.Has("aud") ? "aud: is missing"
        : null;

    private SetResult JudgeClaims(SignedToken token, string issuer, string keyId)
    {
        var faults = new List<string>();
        if (token.Text("jti") is not { Length: > 0 } id)
        {
            faults.Add("jti: is missing or no text");
            id = "";
        }

        if (token.Claim("iat") is not { } issued || !EventSchema.IsEpochSeconds(issued))
        {
            faults.Add("iat: must be epoch seconds, ten digits");
        }
        else if (token.Time("iat") > _clock.ServerNow + ClientAssertions.Skew)
        {
            faults.Add("iat: is in the future");
        }

        if (token.Claim("events") is not { } events)
        {
            faults.Add("events: is missing");
            return SetResult.Refused.InvalidRequest(string.Join("; ", faults));
        }

        var statements = EventSchema.Read(events, faults);
        return faults.Count > 0
            ? SetResult.Refused.InvalidRequest(string.Join("; ", faults))
            : new SetResult.Verified(new ReceivedSet { Issuer = issuer, Id = id, KeyId = keyId, EventsJson = events.GetRawText(), Statements = statements });
    }

    private async Task<ProviderKeys?> FindAsync(string issuer, CancellationToken cancellationToken)
    {
        foreach (var provider in Volatile.Read(ref _providers))
        {
            var name = provider.Provider.Issuer ?? (await provider.ReadAsync(fresh: false, cancellationToken)).Issuer;
            if (name == issuer)
            {
                return provider;
            }
        }

        return null;
    }

    // A key that is not among those we know may have been published since.
    private static async Task<(PublicKey? Key, string Fault)> FindKeyAsync(ProviderKeys provider, string keyId, CancellationToken cancellationToken)
    {
        var set = await provider.ReadAsync(fresh: false, cancellationToken);
        if (set.Find(keyId, out _) is { } known)
        {
            return (known, "");
        }

        set = set.Fault is null ? await provider.ReadAsync(fresh: true, cancellationToken) : set;
        var key = set.Find(keyId, out var unusable);
        return (key, set.Fault is { } fault ? $"The provider's key set {fault}."
            : unusable is null ? "The kid is not in the provider's key set."
            : $"The key with this kid is of no use: {unusable.TrimEnd('.')}.");
    }

    private ProviderKeys Keys(SecurityEventsProvider provider) => new(provider, _options.KeysCachedFor, _clock, _fetching);
}
