using RiskFunctions.Infra.Tests.Bicep;

namespace RiskFunctions.Infra.Tests;

/// <summary>A second `azd provision` with the same environment asks for exactly what the first asked for.</summary>
[Collection(BicepTests.Name)]
public sealed class SecondRunTests(CompiledBicep bicep)
{
    [Fact]
    public async Task Second_run_asks_for_the_same()
    {
        (string, string)[] values =
        [
            ("NETWORK_ISOLATION", "true"), ("SECURITY_EVENTS_ENABLED", "true"), ("SENDER_PRINCIPAL_IDS", """["1","Group:2"]"""),
            ("EXTRA_APP_SETTINGS", """{"A":"b"}"""),
        ];
        var (_, first) = await bicep.TryProvisionAsync(values);
        var (_, second) = await bicep.TryProvisionAsync(values);

        Assert.Equal(Deployment.Read(first!).Text, Deployment.Read(second!).Text);
    }

    [Theory]
    [MemberData(nameof(CompiledBicep.Entries), MemberType = typeof(CompiledBicep))]
    public async Task No_name_hangs_on_the_time_or_on_chance(string entry)
    {
        var template = (await bicep.BuildAsync(entry)).Output;

        Assert.DoesNotMatch(@"(utcNow|newGuid|dateTimeAdd)\(", template.Replace("guid())", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Credential_is_made_once_and_never_overwritten()
    {
        var template = (await bicep.BuildAsync(CompiledBicep.Main)).Output;
        var secret = (await bicep.ProvisionAsync()).Single("Microsoft.KeyVault/vaults/secrets");
        var both = (await bicep.ProvisionAsync(("SECURITY_EVENTS_ENABLED", "true"))).All("Microsoft.KeyVault/vaults/secrets");

        Assert.Equal("not-set", secret.Text("properties", "value"));
        Assert.Equal(
            ["okta-api-token not-set", "security-events-key not-set"],
            both.Select(made => $"{made.Name} {made.Text("properties", "value")}").Order());
        Assert.Matches(@"""@options"": \{\s+""onlyIfNotExists"": \[\]\s+\},\s+""type"": ""Microsoft.KeyVault/vaults/secrets""", template);
    }
}
