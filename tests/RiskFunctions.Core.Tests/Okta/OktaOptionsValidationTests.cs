using RiskFunctions.Okta;

namespace RiskFunctions.Core.Tests.Okta;

public sealed class OktaOptionsValidationTests
{
    [Theory]
    [InlineData("https://contoso.okta.com")]
    [InlineData("https://contoso.okta.com/")]
    [InlineData("https://contoso.okta-emea.com:8443")]
    [InlineData("https://login.contoso-admin-tools.example")]
    [InlineData("http://127.0.0.1:9090")]
    [InlineData("http://localhost:9090")]
    [InlineData("http://[::1]:9090")]
    public void Validate_origin_passes(string url) => Assert.True(Validate(new OktaOptions { OrgUrl = new Uri(url) }).Succeeded);

    [Theory]
    [InlineData("contoso.okta.com", "is not an https address")]
    [InlineData("ftp://contoso.okta.com", "is not an https address")]
    [InlineData("file:///etc/passwd", "is not an https address")]
    [InlineData("http://contoso.okta.com", "uses http")]
    [InlineData("http://127.0.0.1.example.com", "uses http")]
    [InlineData("https://contoso.okta.com/api", "more than an origin")]
    [InlineData("https://contoso.okta.com/?a=b", "more than an origin")]
    [InlineData("https://contoso.okta.com/#a", "more than an origin")]
    [InlineData("https://user@contoso.okta.com", "more than an origin")]
    [InlineData("https://user:pass@contoso.okta.com", "more than an origin")]
    [InlineData("https://contoso-admin.okta.com", "https://contoso.okta.com.")]
    [InlineData("https://Contoso-ADMIN.okta.com", "https://contoso.okta.com.")]
    public void Validate_other_org_url_fails_and_names_the_key(string url, string words) =>
        Fails(new OktaOptions { OrgUrl = new Uri(url, UriKind.RelativeOrAbsolute) }, "Okta:OrgUrl", words);

    [Fact]
    public void Validate_missing_org_url_fails() => Fails(new OktaOptions(), "Okta:OrgUrl", "is missing");

    [Fact]
    public void Validate_empty_token_name_fails() => Fails(Valid(o => o.ApiTokenSecret = " "), "Okta:ApiTokenSecret", "is empty");

    [Fact]
    public void Validate_empty_token_name_matters_only_with_an_api_token() =>
        Assert.True(Validate(Valid(o =>
        {
            o.ApiTokenSecret = string.Empty;
            o.Authentication = OktaAuthentication.PrivateKeyJwt;
            o.ClientId = "0oa1";
        })).Succeeded);

    [Fact]
    public void Validate_private_key_without_client_id_fails() =>
        Fails(Valid(o => o.Authentication = OktaAuthentication.PrivateKeyJwt), "Okta:ClientId", "is empty");

    [Fact]
    public void Validate_private_key_without_a_secret_name_fails() => Fails(
        Valid(o =>
        {
            o.Authentication = OktaAuthentication.PrivateKeyJwt;
            o.ClientId = "0oa1";
            o.PrivateKeySecret = string.Empty;
        }),
        "Okta:PrivateKeySecret",
        "is empty");

    [Fact]
    public void Validate_unknown_enums_fail()
    {
        Fails(Valid(o => o.Authentication = (OktaAuthentication)9), "Okta:Authentication", "must be");
        Fails(Valid(o => o.DPoP = (DPoPUse)9), "Okta:DPoP", "must be");
    }

    [Fact]
    public void Validate_several_faults_are_all_told()
    {
        var result = Validate(new OktaOptions { ApiTokenSecret = string.Empty });

        Assert.Equal(2, result.Failures?.Count());
    }

    private static OktaOptions Valid(Action<OktaOptions> change)
    {
        var options = new OktaOptions { OrgUrl = new Uri("https://contoso.okta.com") };
        change(options);
        return options;
    }

    private static void Fails(OktaOptions options, string key, string words)
    {
        var result = Validate(options);
        Assert.True(result.Failed);
        var fault = Assert.Single(result.Failures);
        Assert.StartsWith(key, fault);
        Assert.Contains(words, fault);
    }

    private static Microsoft.Extensions.Options.ValidateOptionsResult Validate(OktaOptions options) => new OktaOptionsValidation().Validate(null, options);
}
