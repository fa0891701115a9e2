namespace RiskFunctions.LocalHost.Sandbox.OAuth;

/// <summary>The org's authorization server: client credentials with a signed assertion, with or without DPoP. Safe for several threads.</summary>
internal sealed class AuthorizationServer
{
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private readonly SandboxClock _clock;
    private readonly ClientAssertions _assertions;
    private readonly Nonces _nonces;
    private readonly DPoPProofs _proofs;
    private readonly AccessTokens _tokens = new();

    /// <exception cref="SandboxConfigurationException">An option makes no sense; the message names it.</exception>
    public AuthorizationServer(OAuthOptions options, SandboxClock clock)
    {
        options.Validate();
        Options = options;
        _clock = clock;
        _assertions = new ClientAssertions(options.Apps);
        _nonces = new Nonces(options);
        _proofs = new DPoPProofs(_nonces);
    }

    public OAuthOptions Options { get; }

    /// <summary>The nonce to hand out now.</summary>
    public string Nonce => _nonces.Current(_clock.ServerNow);

    /// <summary>Adds an app, or takes the place of the one with the same client id: only the keys given here are good from now on.</summary>
    public void Register(ServiceApp app) => _assertions.Register(app);

    /// <summary>Makes every access token unknown.</summary>
    public void RevokeTokens() => _tokens.RevokeAll();

    /// <summary>Makes every nonce that was handed out useless.</summary>
    public void ForgetNonces() => _nonces.Forget();

    /// <summary>The access token; null when it is unknown, expired or revoked.</summary>
    public AccessToken? FindToken(string text) => _tokens.Find(text, _clock.ServerNow);

    /// <summary>What is wrong with the proof of a request that brings <paramref name="text"/>; null when all is well.</summary>
    public OAuthFault? CheckProof(IReadOnlyList<string> proofs, string method, string url, string text, AccessToken token)
    {
        if (proofs is not [var proof])
        {
            return MissingProof();
        }

        _proofs.Verify(
            proof,
            new ProofExpectation { Method = method, Url = url, AccessToken = text, Thumbprint = token.Thumbprint, NeedsNonce = Options.NonceOnResources },
            _clock.ServerNow,
            out var fault);
        return fault;
    }

    /// <summary>Judges a request for a token: form, client, proof, scopes, in this order. Ids are used up on the way, as at Okta.</summary>
    public TokenResult Request(TokenRequest request)
    {
        var now = _clock.ServerNow;
        if (JudgeForm(request) is { } formFault)
        {
            return new TokenResult.Refused(formFault);
        }

        if (_assertions.Verify(request.Field("client_assertion")!, request.Url, now, out var fault) is not { } app)
        {
            return new TokenResult.Refused(fault!);
        }

        if (request.Field("client_id") is { } clientId && !string.Equals(clientId, app.ClientId, StringComparison.Ordinal))
        {
            return new TokenResult.Refused(OAuthFault.InvalidClient("The client_id is not the issuer of the client_assertion."));
        }

        var thumbprint = Bind(request, now, out fault);
        var scopes = request.Field("scope")?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        fault ??= JudgeScopes(scopes, app);
        return fault is null
            ? Issue(new AccessToken { ClientId = app.ClientId, Scopes = scopes, Expires = now + Options.TokenLifetime, Thumbprint = thumbprint }, now)
            : new TokenResult.Refused(fault);
    }

    private static OAuthFault? JudgeForm(TokenRequest request)
    {
        if (request.Fields.FirstOrDefault(f => f.Value.Count > 1) is { Key: { } twice })
        {
            return OAuthFault.InvalidRequest($"The field {twice} stands there twice.");
        }

        return request.Field("grant_type") switch
        {
            null => OAuthFault.InvalidRequest("The grant_type is missing."),
            not "client_credentials" => new OAuthFault("unsupported_grant_type", "The grant_type is not client_credentials."),
            _ when request.Field("client_assertion_type") is not AssertionType =>
                OAuthFault.InvalidClient($"The client_assertion_type is not {AssertionType}."),
            _ when request.Field("client_assertion") is null => OAuthFault.InvalidClient("The client_assertion is missing."),
            _ => null,
        };
    }

    private string? Bind(TokenRequest request, DateTimeOffset now, out OAuthFault? fault)
    {
        fault = null;
        if (Options.DPoP == DPoPMode.Off)
        {
            return null;
        }

        if (request.Proofs is not [var proof])
        {
            fault = MissingProof();
            return null;
        }

        return _proofs.Verify(proof, new ProofExpectation { Method = "POST", Url = request.Url, NeedsNonce = true }, now, out fault);
    }

    private static OAuthFault? JudgeScopes(string[] scopes, ServiceApp app) =>
        scopes.Length == 0 ? OAuthFault.InvalidScope("The scope is missing.")
            : scopes.Except(app.GrantedScopes, StringComparer.Ordinal).Any()
                ? OAuthFault.InvalidScope("One or more scopes are not granted to the client application.")
                : null;

    private TokenResult.Issued Issue(AccessToken token, DateTimeOffset now) => new(_tokens.Issue(token, now), token, Options.TokenLifetime);

    private static OAuthFault MissingProof() => OAuthFault.InvalidProof("The DPoP proof JWT header is missing, or there twice.");
}
