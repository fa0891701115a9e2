using Microsoft.Extensions.Options;
using RiskFunctions.Okta;
using RiskFunctions.Secrets;
using RiskFunctions.Testing.Delivery;

namespace RiskFunctions.Core.Tests.Okta;

public sealed class ApiTokenAuthorizationTests
{
    [Theory]
    [InlineData("00abcDEF-_123")]
    [InlineData("  00abcDEF-_123\r\n")]
    [InlineData("\"00abcDEF-_123\"")]
    [InlineData("'00abcDEF-_123'\n")]
    [InlineData("\uFEFF00abcDEF-_123")]
    [InlineData("\u201C00abcDEF-_123\u201D")]
    [InlineData("SSWS 00abcDEF-_123")]
    [InlineData("\uFEFF \"ssws  00abcDEF-_123\" \n")]
    [InlineData("Authorization: SSWS 00abcDEF-_123")]
    public async Task AuthorizeAsync_sets_the_trimmed_token_in_the_ssws_scheme(string secret)
    {
        using var request = new HttpRequestMessage();

        await Authorization(secret).AuthorizeAsync(request, CancellationToken.None);

        Assert.Equal("SSWS 00abcDEF-_123", request.Headers.Authorization?.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    [InlineData("00secret with a space")]
    [InlineData("00secret\r\nX-Injected: 1")]
    [InlineData("00secret\u00e9")]
    [InlineData("00secret\u0000")]
    [InlineData("00secret\"")]
    [InlineData("Bearer 00secret")]
    [InlineData("{\"kty\":\"00secret\"}")]
    public async Task AuthorizeAsync_value_that_is_no_token_is_refused_by_name_and_never_quoted(string secret)
    {
        using var request = new HttpRequestMessage();

        var thrown = await Assert.ThrowsAsync<SecretUnavailableException>(
            async () => await Authorization(secret).AuthorizeAsync(request, CancellationToken.None));

        Assert.Contains("okta-api-token", thrown.Message);
        Assert.DoesNotContain("00secret", thrown.ToString());
        Assert.Null(request.Headers.Authorization);
    }

    [Theory]
    [InlineData(false, "SSWS 00old")]
    [InlineData(true, "SSWS 00new")]
    public async Task PrepareAsync_asks_for_a_fresh_secret_only_when_told(bool fresh, string expected)
    {
        var secrets = new FakeSecrets("00old") { Value = "00new" };
        using var request = new HttpRequestMessage();

        var authorization = new ApiTokenAuthorization(secrets, Options.Create(new OktaOptions()));
        await authorization.PrepareAsync(fresh, CancellationToken.None);
        await authorization.AuthorizeAsync(request, CancellationToken.None);

        Assert.Equal(expected, request.Headers.Authorization?.ToString());
    }

    [Fact]
    public async Task PrepareAsync_value_that_is_no_token_is_refused() =>
        await Assert.ThrowsAsync<SecretUnavailableException>(async () => await Authorization(" ").PrepareAsync(fresh: false, CancellationToken.None));

    [Fact]
    public void LearnFrom_has_nothing_to_learn()
    {
        using var answer = OktaAnswer.Refused();

        Assert.False(Authorization("00token").LearnFrom(answer));
    }

    private static ApiTokenAuthorization Authorization(string secret) => new(new FakeSecrets(secret), Options.Create(new OktaOptions()));
}
