namespace RiskFunctions.Okta;

/// <summary>Puts our credential on a request to Okta. One implementation for each <see cref="OktaAuthentication"/>.</summary>
internal interface IRequestAuthorization
{
    /// <summary>
    /// Makes sure that a credential is at hand, so that <see cref="AuthorizeAsync"/> need not wait for one. With <paramref name="fresh"/>
    /// a cached one does not count: Okta refused it.
    /// </summary>
    /// <exception cref="Secrets.SecretUnavailableException">The secret cannot be read.</exception>
    /// <exception cref="AuthorizationRefusedException">Okta's token endpoint refused; the message says what to fix.</exception>
    /// <exception cref="CredentialUnavailableException">Okta's token endpoint cannot be asked now.</exception>
    ValueTask PrepareAsync(bool fresh, CancellationToken cancellationToken);

    /// <summary>
    /// Sets the <c>Authorization</c> header and those that belong to it, with the credential at hand or a new one. Call it once for every try:
    /// a DPoP proof may be used once only. Throws what <see cref="PrepareAsync"/> does.
    /// </summary>
    ValueTask AuthorizeAsync(HttpRequestMessage request, CancellationToken cancellationToken);

    /// <summary>
    /// Learns from any answer to a request that was authorized here. True for a 400 or 401 when the same request may succeed at once after a new
    /// call of <see cref="AuthorizeAsync"/>, with a new DPoP nonce for example.
    /// </summary>
    bool LearnFrom(HttpResponseMessage response);
}
