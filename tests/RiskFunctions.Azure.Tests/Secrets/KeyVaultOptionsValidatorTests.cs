using Microsoft.Extensions.Options;
using RiskFunctions.Azure.Secrets;
using RiskFunctions.Okta;

namespace RiskFunctions.Azure.Tests.Secrets;

public sealed class KeyVaultOptionsValidatorTests
{
    [Theory]
    [InlineData("https://contoso.vault.azure.net", "https://contoso.okta.com")]
    [InlineData("https://contoso.vault.azure.net/", "https://contoso.okta.com")]
    [InlineData(null, "http://127.0.0.1:7081")]
    [InlineData(null, "http://localhost:7081")]
    [InlineData("https://contoso.vault.azure.net", "http://127.0.0.1:7081")]
    public void Validate_usable_vault_succeeds(string? vault, string org) => Assert.True(Validate(vault, org).Succeeded);

    [Theory]
    [InlineData(null, "https://contoso.okta.com")]
    [InlineData(null, null)]
    [InlineData("http://contoso.vault.azure.net", "https://contoso.okta.com")]
    [InlineData("http://127.0.0.1", "http://127.0.0.1")]
    [InlineData("https://contoso.vault.azure.net/secrets/okta", "https://contoso.okta.com")]
    [InlineData("https://contoso.vault.azure.net/?a=b", "https://contoso.okta.com")]
    [InlineData("https://user:password@contoso.vault.azure.net", "https://contoso.okta.com")]
    [InlineData("contoso", "https://contoso.okta.com")]
    public void Validate_unusable_vault_names_the_key(string? vault, string? org)
    {
        var result = Validate(vault, org);

        Assert.Contains("KeyVault:VaultUri", result.FailureMessage);
    }

    [Theory]
    [InlineData("00:00:00", false)]
    [InlineData("-00:01:00", false)]
    [InlineData("1.00:00:01", false)]
    [InlineData("00:00:01", true)]
    [InlineData("1.00:00:00", true)]
    public void Validate_cache_duration_has_bounds(string duration, bool valid)
    {
        var options = new KeyVaultOptions { VaultUri = new Uri("https://contoso.vault.azure.net"), CacheDuration = TimeSpan.Parse(duration) };

        var result = Validator("https://contoso.okta.com").Validate(null, options);

        Assert.Equal(valid, result.Succeeded);
        Assert.Equal(!valid, result.FailureMessage?.Contains("KeyVault:CacheDuration") ?? false);
    }

    [Fact]
    public void Validate_invalid_okta_settings_leave_the_fault_to_oktas_own_validator()
    {
        var validator = new KeyVaultOptionsValidator(new InvalidOptions());

        Assert.True(validator.Validate(null, new KeyVaultOptions()).Succeeded);
    }

    private static ValidateOptionsResult Validate(string? vault, string? org) =>
        Validator(org).Validate(null, new KeyVaultOptions { VaultUri = vault is null ? null : new Uri(vault, UriKind.RelativeOrAbsolute) });

    private static KeyVaultOptionsValidator Validator(string? org) =>
        new(Options.Create(new OktaOptions { OrgUrl = org is null ? null : new Uri(org) }));

    private sealed class InvalidOptions : IOptions<OktaOptions>
    {
        public OktaOptions Value => throw new OptionsValidationException("Okta", typeof(OktaOptions), ["Okta:OrgUrl is wrong."]);
    }
}
