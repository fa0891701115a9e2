using RiskFunctions.Okta.OAuth.DPoP;
using RiskFunctions.Okta.OAuth.Keys;

namespace RiskFunctions.Okta.OAuth.Tokens;

/// <summary>
/// Brings a token request to its end: switches DPoP on when the server asks for it, takes up a nonce, and asks again when the clock was off.
/// Each happens at most once a request, so that it ends whatever the server says.
/// </summary>
internal sealed class TokenHandshake(TokenEndpoint endpoint, TokenErrors errors, DPoPState dpop, ILogger<TokenHandshake> logger)
{
    /// <exception cref="AuthorizationRefusedException">Okta refused; the message says what to fix.</exception>
    /// <exception cref="CredentialUnavailableException">The endpoint is down or throttles.</exception>
    public async Task<AccessToken> RequestAsync(SigningKey key, CancellationToken cancellationToken)
    {
        var nonceTakenUp = false;
        var clockCorrected = false;
        while (true)
        {
            var withProof = dpop.InUse;
            switch (await endpoint.AskAsync(key, withProof, cancellationToken))
            {
                case TokenAnswer.Unavailable unavailable:
                    throw new CredentialUnavailableException(
                        $"Okta's token endpoint {endpoint.Address} is unavailable: {unavailable.Why}.{Asked(unavailable.RetryAfter)} " +
                        "Nothing was refused: a later try may succeed.")
                    {
                        RetryAfter = unavailable.RetryAfter,
                    };

                case TokenAnswer.Granted { Token: var token } when !token.IsBound && dpop.Use == DPoPUse.Required:
                    throw new AuthorizationRefusedException(TokenErrors.NotBound);

                case TokenAnswer.Granted { Token: var token } when token.IsBound && !withProof:
                    SwitchOn();
                    break;

                case TokenAnswer.Granted { Token.IsBound: false } when !withProof && dpop.InUse:
                    // Another answer switched DPoP on while this one was under way.
                    break;

                case TokenAnswer.Granted { Token: var token }:
                    logger.TokenObtained(token.IsBound ? "DPoP" : "Bearer", (long)token.Lifetime.TotalSeconds, key.Kid);
                    return token;

                case TokenAnswer.Refused { WantsProof: true } when !withProof:
                    SwitchOn();
                    break;

                case TokenAnswer.Refused { Error: "use_dpop_nonce", OffersNonce: true } when !nonceTakenUp:
                    nonceTakenUp = true;
                    break;

                case TokenAnswer.Refused { Error: "invalid_client" or "invalid_dpop_proof", MovedClock: true } when !clockCorrected:
                    clockCorrected = true;
                    break;

                case TokenAnswer.Refused refused:
                    throw new AuthorizationRefusedException(errors.Explain(refused, key));
            }
        }
    }

    private static string Asked(TimeSpan? wait) =>
        wait is null ? "" : string.Create(CultureInfo.InvariantCulture, $" It asked to be left alone for {wait.Value.TotalSeconds:0} s.");

    private void SwitchOn()
    {
        if (!dpop.TrySwitchOn())
        {
            throw new AuthorizationRefusedException(TokenErrors.ProofDemandedWhileOff);
        }

        logger.DPoPSwitchedOn("token endpoint");
    }
}
