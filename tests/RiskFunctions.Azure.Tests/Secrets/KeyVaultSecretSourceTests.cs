using System.Net;
using RiskFunctions.Azure.Secrets;

namespace RiskFunctions.Azure.Tests.Secrets;

public sealed class KeyVaultSecretSourceTests : IDisposable
{
    private readonly KeyVaultDriver _driver = new();

    public void Dispose() => _driver.Dispose();

    [Fact]
    public async Task GetSecretAsync_first_call_answers_the_challenge_and_reads_once()
    {
        var value = await _driver.GetAsync();

        Assert.Equal("value-1", value);
        Assert.Equal(1, _driver.Vault.Challenges);
        Assert.Equal(1, _driver.Vault.Reads);
    }

    [Fact]
    public async Task GetSecretAsync_within_the_cache_time_does_not_ask_the_vault()
    {
        await _driver.GetAsync();
        _driver.Vault.Secrets[KeyVaultDriver.Name] = "value-2";
        _driver.Time.Advance(KeyVaultOptions.DefaultCacheDuration - TimeSpan.FromMilliseconds(1));

        Assert.Equal("value-1", await _driver.GetAsync());
        Assert.Equal(1, _driver.Vault.Reads);
    }

    [Fact]
    public async Task GetSecretAsync_after_the_cache_time_reads_again()
    {
        await _driver.GetAsync();
        _driver.Vault.Secrets[KeyVaultDriver.Name] = "value-2";
        _driver.Time.Advance(KeyVaultOptions.DefaultCacheDuration);

        Assert.Equal("value-2", await _driver.GetAsync());
    }

    [Fact]
    public async Task GetSecretAsync_fresh_passes_the_cache_over_and_renews_it()
    {
        await _driver.GetAsync();
        _driver.Vault.Secrets[KeyVaultDriver.Name] = "value-2";

        Assert.Equal("value-2", await _driver.GetAsync(fresh: true));
        Assert.Equal("value-2", await _driver.GetAsync());
        Assert.Equal(2, _driver.Vault.Reads);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GetSecretAsync_concurrent_callers_share_one_read(bool fresh)
    {
        _driver.Vault.Gate = new TaskCompletionSource();
        var callers = Enumerable.Range(0, 20).Select(_ => _driver.GetAsync(fresh)).ToList();
        await _driver.ReadsAsync(1);

        _driver.Vault.Gate.SetResult();

        Assert.All(await Task.WhenAll(callers), value => Assert.Equal("value-1", value));
        Assert.Equal(1, _driver.Vault.Reads);
    }

    [Fact]
    public async Task GetSecretAsync_cancelled_caller_leaves_the_others_waiting_for_the_read()
    {
        _driver.Vault.Gate = new TaskCompletionSource();
        using var shutdown = new CancellationTokenSource();
        var cancelled = _driver.GetAsync(cancellationToken: shutdown.Token);
        var patient = _driver.GetAsync();
        await _driver.ReadsAsync(1);

        await shutdown.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        _driver.Vault.Gate.SetResult();

        Assert.Equal("value-1", await patient);
        Assert.Equal(1, _driver.Vault.Reads);
    }

    [Fact]
    public async Task GetSecretAsync_vault_that_never_answers_is_given_up_at_the_deadline()
    {
        _driver.Vault.Gate = new TaskCompletionSource();
        var caller = _driver.GetAsync();
        await _driver.ReadsAsync(1);

        _driver.Time.Advance(KeyVaultReader.Deadline);

        var exception = await Assert.ThrowsAsync<RiskFunctions.Secrets.SecretUnavailableException>(() => caller);
        Assert.Contains("did not answer in time", exception.Message);
    }

    [Fact]
    public async Task GetSecretAsync_two_names_are_kept_apart()
    {
        _driver.Vault.Secrets["okta-private-key"] = "key";

        Assert.Equal("value-1", await _driver.GetAsync());
        Assert.Equal("key", await _driver.Source.GetSecretAsync("okta-private-key", false, CancellationToken.None));
    }

    [Fact]
    public async Task GetSecretAsync_white_space_around_the_value_is_dropped()
    {
        _driver.Vault.Secrets[KeyVaultDriver.Name] = " value-1\r\n";

        Assert.Equal("value-1", await _driver.GetAsync());
    }

    [Fact]
    public async Task GetSecretAsync_network_failure_names_vault_and_secret()
    {
        _driver.Vault.Instead = () => throw new HttpRequestException("refused");

        Assert.StartsWith(
            $"Secret okta-api-token cannot be read from vault {_driver.Vault.Host}: it cannot be reached.", (await _driver.FaultAsync()).Message);
    }

    [Fact]
    public async Task GetSecretAsync_answer_that_is_no_vaults_is_told_and_not_thrown_raw()
    {
        _driver.Vault.Instead = () => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("<html>login</html>") };

        Assert.Contains("was not understood", (await _driver.FaultAsync()).Message);
    }
}
