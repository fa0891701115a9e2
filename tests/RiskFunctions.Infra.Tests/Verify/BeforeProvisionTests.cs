using RiskFunctions.Infra.Tests.Tools;

namespace RiskFunctions.Infra.Tests.Verify;

/// <summary>Values of the azd environment are looked at before Azure is asked for anything.</summary>
public sealed class BeforeProvisionTests
{
    private readonly VerifyScene _scene = new(verification => verification.BeforeProvisionAsync(CancellationToken.None));

    public BeforeProvisionTests() => _scene.Environment["OKTA_ORG_URL"] = "https://contoso.okta.com";

    [Fact]
    public async Task Org_alone_is_enough()
    {
        Assert.Equal(0, await _scene.RunAsync());
        Assert.Equal("✓ Values: usable; the org is https://contoso.okta.com\n✓ Cloud: AzureCloud\n", _scene.Output);
    }

    [Theory]
    [InlineData("")]
    [InlineData("http://contoso.okta.com")]
    [InlineData("contoso.okta.com")]
    [InlineData("https://contoso.okta.com/app")]
    [InlineData("https://contoso-admin.okta.com")]
    public Task Org_that_is_none_is_a_fault(string org)
    {
        _scene.Environment["OKTA_ORG_URL"] = org;

        return _scene.SaysAsync(1, "azd env set OKTA_ORG_URL https://YOUR-ORG.okta.com");
    }

    [Theory]
    [InlineData("TRUSTED_NETWORKS", "198.51.100.0/24")]
    [InlineData("TRUSTED_NETWORKS", "{}")]
    [InlineData("EXTRA_APP_SETTINGS", "[]")]
    [InlineData("NETWORK_ISOLATION", "yes")]
    [InlineData("MAXIMUM_INSTANCE_COUNT", "\"1\"")]
    public async Task Value_of_another_shape_is_named_with_an_example(string name, string value)
    {
        _scene.Environment[name] = value;

        Assert.Equal(1, await _scene.RunAsync());
        Assert.StartsWith($"✗ {name}: '{value}' is not of the shape that is read\n  For example: azd env set {name} '", _scene.Output);
    }

    [Theory]
    [InlineData("true", "false", "", "✗ SECURITY_EVENTS_ISSUER is not set, and PUBLIC_KEYS is false")]
    [InlineData("true", "false", "https://issuer.example.com", null)]
    [InlineData("true", "", "", null)]
    [InlineData("false", "false", "", null)]
    public async Task Issuer_must_come_from_somewhere(string enabled, string publishes, string issuer, string? fault)
    {
        _scene.Environment["SECURITY_EVENTS_ENABLED"] = enabled;
        _scene.Environment["PUBLIC_KEYS"] = publishes;
        _scene.Environment["SECURITY_EVENTS_ISSUER"] = issuer;

        Assert.Equal(fault is null ? 0 : 1, await _scene.RunAsync());
        Assert.StartsWith(fault ?? "✓ Values: usable", _scene.Output);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("true", 0)]
    public async Task Deployment_that_would_never_send_anything_is_refused(string securityEvents, int exitCode)
    {
        _scene.Environment["RISK_EVENTS_ENABLED"] = "false";
        _scene.Environment["SECURITY_EVENTS_ENABLED"] = securityEvents;

        Assert.Equal(exitCode, await _scene.RunAsync());
        Assert.Equal(exitCode == 1, _scene.Output.Contains("nothing would ever be sent"));
    }

    [Theory]
    [InlineData("NETWORK_ISOLATION", "")]
    [InlineData("NETWORK_ISOLATION", "false")]
    [InlineData("TRUSTED_NETWORKS", "[]")]
    [InlineData("RESERVED_FOR_HIGH", "3")]
    public Task Value_of_its_shape_and_an_empty_one_are_fine(string name, string value)
    {
        _scene.Environment[name] = value;

        return _scene.SaysAsync(0);
    }

    [Fact]
    public Task Other_cloud_is_refused_in_words()
    {
        _scene.Azure.Answer("cloud show", """{"name":"AzureUSGovernment"}""");

        return _scene.SaysAsync(1, "✗ Cloud: az is set to AzureUSGovernment, and RiskFunctions knows the addresses of the public cloud only");
    }

    [Fact]
    public void Every_value_that_is_read_as_json_is_looked_at()
    {
        var read = Pattern.Matches(Repository.Read("infra/main.bicepparam"), @"json\(textOr\(readEnvironmentVariable\('(\w+)'");

        Assert.Equal(read.Order(), Pattern.Matches(Repository.Read("infra/verify/EnvironmentValues.cs"), @"\(""(\w+)"", JsonValueKind\.").Order());
    }
}
