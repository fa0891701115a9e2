using Azure.Identity;
using RiskFunctions.Azure.Secrets;

namespace RiskFunctions.Azure.Tests.Secrets;

public sealed class KeyVaultFaultTests : IDisposable
{
    private readonly KeyVaultDriver _driver = new();

    public void Dispose() => _driver.Dispose();

    [Theory]
    [InlineData(400, "BadParameter", null, "letters, digits and hyphens")]
    [InlineData(401, "Unauthorized", null, "same tenant")]
    [InlineData(403, "Forbidden", "ForbiddenByRbac", "Key Vault Secrets User")]
    [InlineData(403, "Forbidden", "AccessDenied", "Key Vault Secrets User")]
    [InlineData(403, "Forbidden", "ForbiddenByFirewall", "network rules")]
    [InlineData(403, "Forbidden", "SecretDisabled", "disabled")]
    [InlineData(404, "SecretNotFound", null, "no such secret")]
    public async Task GetSecretAsync_refusal_says_what_to_do_and_takes_the_old_value_out_of_use(int status, string code, string? innerCode, string expected)
    {
        await GetAndExpireAsync();
        _driver.Vault.Instead = () => FakeVault.Error(status, code, innerCode);

        var exception = await _driver.FaultAsync();
        _driver.Vault.Instead = Unavailable;
        await _driver.FaultAsync();

        Assert.Contains(expected, exception.Message);
        Assert.Contains(KeyVaultDriver.Name, exception.Message);
        Assert.Contains(_driver.Vault.Host, exception.Message);
        Assert.DoesNotContain("value-1", exception.ToString());
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task GetSecretAsync_passing_failure_gives_out_the_old_value_and_says_so(int status)
    {
        await GetAndExpireAsync();
        _driver.Vault.Instead = () => FakeVault.Error(status, "Trouble");

        Assert.Equal("value-1", await _driver.GetAsync());

        var line = Assert.Single(_driver.Logger.Collector.GetSnapshot());
        Assert.Equal(1, line.Id.Id);
        Assert.DoesNotContain("value-1", line.Message + line.Exception);
    }

    [Fact]
    public async Task GetSecretAsync_identity_without_a_token_gives_out_the_old_value()
    {
        await GetAndExpireAsync();
        _driver.Vault.Instead = () => throw new CredentialUnavailableException("no identity");

        Assert.Equal("value-1", await _driver.GetAsync());
    }

    [Fact]
    public async Task GetSecretAsync_identity_without_a_token_at_the_start_says_where_to_look()
    {
        _driver.Credential.Failure = new CredentialUnavailableException("no identity");

        Assert.Contains("AZURE_CLIENT_ID", (await _driver.FaultAsync()).Message);
    }

    [Fact]
    public async Task GetSecretAsync_while_an_old_value_stands_in_asks_the_vault_only_after_each_pause()
    {
        await GetAndExpireAsync();
        _driver.Vault.Instead = Unavailable;

        await _driver.GetAsync();
        await _driver.GetAsync();
        Assert.Equal(2, _driver.Vault.Reads);
        _driver.Time.Advance(KeyVaultSecretSource.RefreshPause);
        await _driver.GetAsync();

        Assert.Equal(3, _driver.Vault.Reads);
    }

    [Fact]
    public async Task GetSecretAsync_old_value_is_given_out_until_the_allowance_ends_and_no_longer()
    {
        await _driver.GetAsync();
        _driver.Vault.Instead = Unavailable;
        _driver.Time.Advance(KeyVaultOptions.DefaultCacheDuration + KeyVaultSecretSource.StaleAllowance - TimeSpan.FromSeconds(31));

        Assert.Equal("value-1", await _driver.GetAsync());
        _driver.Time.Advance(TimeSpan.FromSeconds(31));

        await _driver.FaultAsync();
    }

    [Fact]
    public async Task GetSecretAsync_fresh_never_gets_the_old_value_for_a_failed_read()
    {
        await _driver.GetAsync();
        _driver.Vault.Instead = Unavailable;

        await _driver.FaultAsync(fresh: true);
        Assert.Equal("value-1", await _driver.GetAsync());
    }

    [Fact]
    public async Task GetSecretAsync_vault_back_after_an_outage_is_used_again()
    {
        await _driver.GetAsync();
        _driver.Vault.Instead = Unavailable;
        _driver.Time.Advance(TimeSpan.FromHours(3));
        await _driver.FaultAsync();

        _driver.Vault.Instead = null;

        Assert.Equal("value-1", await _driver.GetAsync());
    }

    [Fact]
    public async Task GetSecretAsync_empty_secret_is_told()
    {
        _driver.Vault.Secrets[KeyVaultDriver.Name] = "  ";

        Assert.Contains("it is empty", (await _driver.FaultAsync()).Message);
    }

    private static HttpResponseMessage Unavailable() => FakeVault.Error(503, "Unavailable");

    private async Task GetAndExpireAsync()
    {
        await _driver.GetAsync();
        _driver.Time.Advance(KeyVaultOptions.DefaultCacheDuration);
    }
}
