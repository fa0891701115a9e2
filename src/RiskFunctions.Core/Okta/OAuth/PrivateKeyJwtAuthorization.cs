using System.Net.Http.Headers;
using RiskFunctions.Okta.OAuth.DPoP;
using RiskFunctions.Okta.OAuth.Keys;
using RiskFunctions.Okta.OAuth.Tokens;
using RiskFunctions.Secrets;

namespace RiskFunctions.Okta.OAuth;

/// <summary>
/// Authorizes requests as an OAuth 2.0 service app: private_key_jwt (RFC 7523) gets the token, which goes out as Bearer or DPoP (RFC 9449).
/// The private key is read again for each new token and when Okta refuses it, so a new version in the vault needs no restart.
/// </summary>
internal sealed class PrivateKeyJwtAuthorization : IRequestAuthorization
{
    private readonly OktaOptions _options;
    private readonly ISecretSource _secrets;
    private readonly TokenHandshake _handshake;
    private readonly DPoPState _dpop;
    private readonly DPoPProofs _proofs;
    private readonly ServerClock _clock;
    private readonly ILogger _logger;
    private readonly AccessTokenCache _tokens;
    private int _proofDemandedWhileOff;

    /// <exception cref="InvalidOperationException"><c>Okta:OrgUrl</c> or <c>Okta:ClientId</c> is not set.</exception>
    public PrivateKeyJwtAuthorization(OktaOptions options, ISecretSource secrets, IHttpClientFactory clients, TimeProvider time, ILoggerFactory loggers)
    {
        _options = options;
        _secrets = secrets;
        _logger = loggers.CreateLogger<PrivateKeyJwtAuthorization>();
        _clock = new ServerClock(time);
        _dpop = new DPoPState(options.DPoP);
        _proofs = new DPoPProofs(_clock);
        var endpoint = new TokenEndpoint(clients, options, _clock, _dpop, _proofs, time, loggers.CreateLogger<TokenEndpoint>());
        _handshake = new TokenHandshake(endpoint, new TokenErrors(options, _clock), _dpop, loggers.CreateLogger<TokenHandshake>());
        _tokens = new AccessTokenCache(FetchAsync, time, _logger);
    }

    /// <inheritdoc/>
    public async ValueTask PrepareAsync(bool fresh, CancellationToken cancellationToken)
    {
        RefuseWhenProofIsDemandedWhileOff();
        _ = fresh ? await _tokens.RenewAsync(cancellationToken) : await _tokens.GetAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask AuthorizeAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var target = Target(request);
        RefuseWhenProofIsDemandedWhileOff();
        var proofsInUse = _dpop.InUse;
        var token = await _tokens.GetAsync(cancellationToken);
        var nonce = token.IsBound ? _dpop.ResourceNonce : null;
        request.Headers.Remove(DPoPProofs.HeaderName);
        request.Headers.Authorization = new AuthenticationHeaderValue(token.IsBound ? "DPoP" : "Bearer", token.Value);
        if (token.IsBound)
        {
            request.Headers.TryAddWithoutValidation(DPoPProofs.HeaderName, _proofs.Create(request.Method, target, nonce, token.Value));
        }

        new UsedCredential(token, nonce, proofsInUse, _clock.LocalNow).KeepWith(request);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// May be called with any answer that carries its request. Nonces are taken from all answers, and a 403 marks the token as a 401 does.
    /// True is returned only for a 400 or 401.
    /// </remarks>
    public bool LearnFrom(HttpResponseMessage response)
    {
        var offered = _dpop.KeepResourceNonce(response);
        if (UsedCredential.Of(response.RequestMessage) is not { } used)
        {
            return false;
        }

        if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            _tokens.MarkRefused(used.Token);
        }

        if (response.StatusCode is not (HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized))
        {
            return false;
        }

        var movedClock = _clock.Learn(response, used.At);
        return DPoPChallenges.Read(response) switch
        {
            DPoPChallenge.None => false,
            _ when !used.Token.IsBound => !used.ProofsInUse && SwitchOn(used.Token),
            DPoPChallenge.UseNonce => offered is not null && !string.Equals(offered, used.Nonce, StringComparison.Ordinal),
            DPoPChallenge.AnotherProof => movedClock,
            DPoPChallenge.UseDPoP or _ => false,
        };
    }

    /// <summary>The API wants a bound token where an unbound one was used.</summary>
    private bool SwitchOn(AccessToken unbound)
    {
        if (!_dpop.TrySwitchOn())
        {
            // True as well: the next call says what to change. The answer alone would look like a fault of the events.
            Interlocked.Exchange(ref _proofDemandedWhileOff, 1);
            return true;
        }

        _logger.DPoPSwitchedOn("API");
        _tokens.Withdraw(unbound);
        return true;
    }

    private void RefuseWhenProofIsDemandedWhileOff()
    {
        if (Interlocked.Exchange(ref _proofDemandedWhileOff, 0) != 0)
        {
            throw new AuthorizationRefusedException(TokenErrors.ProofDemandedWhileOff);
        }
    }

    private async Task<AccessToken> FetchAsync(bool freshSecret, CancellationToken cancellationToken)
    {
        var secret = await _secrets.GetSecretAsync(_options.PrivateKeySecret, freshSecret, cancellationToken);
        try
        {
            return await _handshake.RequestAsync(Parse(secret), cancellationToken);
        }
        catch (AuthorizationRefusedException) when (!freshSecret)
        {
            // The key may have been replaced since the secret was cached.
            var newest = await _secrets.GetSecretAsync(_options.PrivateKeySecret, fresh: true, cancellationToken);
            if (string.Equals(newest, secret, StringComparison.Ordinal))
            {
                throw;
            }

            return await _handshake.RequestAsync(Parse(newest), cancellationToken);
        }
    }

    private SigningKey Parse(string secret)
    {
        try
        {
            return SigningKey.Parse(secret);
        }
        catch (FormatException e)
        {
            throw new AuthorizationRefusedException(
                $"The secret '{_options.PrivateKeySecret}' (Okta:PrivateKeySecret) is no usable private key: {e.Message}", e);
        }
    }

    private Uri Target(HttpRequestMessage request)
    {
        var target = new Uri(_options.OrgUrl!, request.RequestUri ?? _options.OrgUrl!);
        return string.Equals(target.GetLeftPart(UriPartial.Authority), _options.OrgUrl!.GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase)
            ? target
            : throw new InvalidOperationException("A token of the org is put on requests to Okta:OrgUrl only.");
    }
}
