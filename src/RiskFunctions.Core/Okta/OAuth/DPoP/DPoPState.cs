namespace RiskFunctions.Okta.OAuth.DPoP;

/// <summary>Whether DPoP is in use in this process, and the nonces that both servers handed out last. Safe for several threads.</summary>
internal sealed class DPoPState(DPoPUse use)
{
    private const string NonceHeader = "DPoP-Nonce";
    private const int LongestNonce = 1024;

    private volatile bool _inUse = use == DPoPUse.Required;
    private volatile string? _tokenNonce;
    private volatile string? _resourceNonce;

    public DPoPUse Use => use;

    public bool InUse => _inUse;

    /// <summary>The token endpoint's nonce; null before it handed one out.</summary>
    public string? TokenNonce => _tokenNonce;

    /// <summary>The API's nonce; null before it handed one out. Okta's guide asks for none, but RFC 9449 §9 allows it.</summary>
    public string? ResourceNonce => _resourceNonce;

    /// <summary>The server demands DPoP, so it is used from now on. False when the settings forbid it.</summary>
    public bool TrySwitchOn()
    {
        if (use == DPoPUse.Off)
        {
            return false;
        }

        _inUse = true;
        return true;
    }

    /// <summary>Keeps the nonce of an answer of the token endpoint; true when it carried one.</summary>
    public bool KeepTokenNonce(HttpResponseMessage response)
    {
        var nonce = NonceOf(response);
        _tokenNonce = nonce ?? _tokenNonce;
        return nonce is not null;
    }

    /// <summary>Keeps the nonce of an answer of the API and returns it; null when it carried none.</summary>
    public string? KeepResourceNonce(HttpResponseMessage response)
    {
        var nonce = NonceOf(response);
        _resourceNonce = nonce ?? _resourceNonce;
        return nonce;
    }

    private static string? NonceOf(HttpResponseMessage response) =>
        response.Headers.TryGetValues(NonceHeader, out var values) && values.FirstOrDefault() is { Length: > 0 and <= LongestNonce } nonce ? nonce : null;
}
