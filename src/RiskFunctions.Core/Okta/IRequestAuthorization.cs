namespace RiskFunctions.Okta;

/// <summary>Puts the proof of who we are on a request to Okta. One implementation for each <see cref="OktaAuthentication"/>.</summary>
internal interface IRequestAuthorization
{
    /// <summary>
    /// Makes sure that a credential is at hand, so that <see cref="AuthorizeAsync"/> need not wait for one. With <paramref name="fresh"/>
    /// nothing cached counts: Okta refused the last credential.
    /// </summary>
    /// <exception cref="Secrets.SecretUnavailableException">The secret cannot be read.</exception>
    /// <exception cref="AuthorizationRefusedException">Okta's token endpoint refused; the message says what to fix.</exception>
    /// <exception cref="CredentialUnavailableException">Okta's token endpoint cannot be asked now.</exception>
    ValueTask PrepareAsync(bool fresh, CancellationToken cancellationToken);

    /// <summary>
    /// Sets the <c>Authorization</c> header (and others that belong to it), with the credential at hand or else a new one. Called once for
    /// every try, because a DPoP proof may be used once. Throws what <see cref="PrepareAsync"/> does.
    /// </summary>
    ValueTask AuthorizeAsync(HttpRequestMessage request, CancellationToken cancellationToken);

    /// <summary>
    /// Looks at any answer to a request that this authorized. True for a 400 or 401 when the same request may succeed at once with a new call of
    /// <see cref="AuthorizeAsync"/> (a DPoP nonce was handed out, say); false leaves the answer to the ordinary table.
    /// </summary>
    bool LearnFrom(HttpResponseMessage response);
}
