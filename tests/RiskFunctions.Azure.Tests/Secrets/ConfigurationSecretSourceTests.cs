using Microsoft.Extensions.Configuration;
using RiskFunctions.Secrets;

namespace RiskFunctions.Azure.Tests.Secrets;

public sealed class ConfigurationSecretSourceTests
{
    private const string Name = "okta-api-token";

    [Fact]
    public async Task GetSecretAsync_setting_present_returns_it_without_white_space() =>
        Assert.Equal("value-1", await Source(" value-1\n").GetSecretAsync(Name, false, CancellationToken.None));

    [Fact]
    public async Task GetSecretAsync_environment_variable_with_hyphens_is_found()
    {
        // A prefix of the test's own, so that it meets no other variable of this process.
        Environment.SetEnvironmentVariable("RISKFUNCTIONS_TEST_Secrets__okta-api-token", "value-1");
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables("RISKFUNCTIONS_TEST_").Build();

        Assert.Equal("value-1", await new ConfigurationSecretSource(configuration).GetSecretAsync(Name, false, CancellationToken.None));
    }

    [Fact]
    public async Task GetSecretAsync_setting_changed_returns_the_new_value()
    {
        var configuration = Configuration("value-1");
        var source = new ConfigurationSecretSource(configuration);

        configuration["Secrets:okta-api-token"] = "value-2";

        Assert.Equal("value-2", await source.GetSecretAsync(Name, true, CancellationToken.None));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    public async Task GetSecretAsync_setting_missing_or_empty_names_it(string? value)
    {
        var exception = await Assert.ThrowsAsync<SecretUnavailableException>(
            () => Source(value).GetSecretAsync(Name, false, CancellationToken.None).AsTask());

        Assert.Contains("Secrets:okta-api-token", exception.Message);
    }

    [Theory]
    [InlineData("okta-api-token", "env 'Secrets__okta-api-token=...'", "Okta__ApiTokenSecret")]
    [InlineData("OktaSecret", "Set the environment variable Secrets__OktaSecret.", "KeyVault:VaultUri")]
    public async Task GetSecretAsync_setting_missing_says_a_way_to_set_it_that_works_in_a_shell(string name, string way, string otherWay)
    {
        var source = new ConfigurationSecretSource(new ConfigurationBuilder().Build());

        var exception = await Assert.ThrowsAsync<SecretUnavailableException>(() => source.GetSecretAsync(name, false, CancellationToken.None).AsTask());

        Assert.Contains(way, exception.Message);
        Assert.Contains(otherWay, exception.Message);
    }

    private static ConfigurationSecretSource Source(string? value) => new(Configuration(value));

    private static IConfigurationRoot Configuration(string? value) =>
        new ConfigurationBuilder().AddInMemoryCollection([new("Secrets:okta-api-token", value)]).Build();
}
