using Azure.Core;

namespace RiskFunctions.Azure.Tests.Secrets;

/// <summary>Hands out a token without asking anybody, or fails as told.</summary>
internal sealed class FakeCredential : TokenCredential
{
    public Exception? Failure { get; set; }

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        Failure is null ? new AccessToken("entra-token", DateTimeOffset.MaxValue) : throw Failure;

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        ValueTask.FromResult(GetToken(requestContext, cancellationToken));
}
