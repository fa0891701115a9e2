using RiskFunctions.Azure.Secrets;
using RiskFunctions.Secrets;

namespace RiskFunctions.Azure.Tests.Secrets;

/// <summary>A key that was replaced a moment ago has to sign a little longer.</summary>
public sealed class EarlierVersionsTests : IDisposable
{
    private readonly KeyVaultDriver _driver = new();

    public void Dispose() => _driver.Dispose();

    [Fact]
    public async Task GetEarlierAsync_gives_what_came_before_newest_first()
    {
        Versions(("first", true), ("second\n", true), ("present", true));

        Assert.Equal(["second", "first"], await EarlierAsync());
    }

    [Fact]
    public async Task GetEarlierAsync_passes_over_disabled_versions_and_looks_back_only_so_far()
    {
        var within = Enumerable.Range(0, KeyVaultReader.MostEarlier).Select(i => ($"value-{i}", true));
        Versions([("too old", true), .. within, ("leaked", false), ("present", true)]);

        Assert.Equal(["value-3", "value-2", "value-1", "value-0"], await EarlierAsync());
    }

    [Fact]
    public async Task GetEarlierAsync_of_a_secret_with_one_version_is_empty()
    {
        Versions(("present", true));

        Assert.Empty(await EarlierAsync());
        Assert.Empty(_driver.Logger.Collector.GetSnapshot());
    }

    [Fact]
    public async Task GetEarlierAsync_that_the_vault_does_not_permit_is_empty_and_logged()
    {
        _driver.Vault.Instead = () => FakeVault.Error(403, "Forbidden", "ForbiddenByRbac");

        Assert.Empty(await EarlierAsync());
        Assert.Contains("Key Vault Secrets User", Assert.Single(_driver.Logger.Collector.GetSnapshot()).Message);
    }

    [Fact]
    public async Task GetEarlierAsync_while_the_vault_throttles_throws()
    {
        _driver.Vault.Instead = () => FakeVault.Error(429, "Throttled");

        Assert.Contains("throttling", (await Assert.ThrowsAsync<SecretUnavailableException>(EarlierAsync)).Message);
    }

    private async Task<IReadOnlyList<string>> EarlierAsync() => await _driver.Source.GetEarlierAsync(KeyVaultDriver.Name, CancellationToken.None);

    private void Versions(params (string Value, bool Enabled)[] versions) => _driver.Vault.Versions[KeyVaultDriver.Name] = [.. versions];
}
