using Azure.Identity;
using Microsoft.Extensions.Configuration;
using RiskFunctions.Azure.Identity;

namespace RiskFunctions.Azure.Tests.Identity;

public sealed class AzureCredentialTests
{
    [Theory]
    [InlineData("IDENTITY_ENDPOINT", "http://localhost:8081/msi/token", true)]
    [InlineData("WEBSITE_INSTANCE_ID", "abc", true)]
    [InlineData("IDENTITY_ENDPOINT", "", false)]
    [InlineData("SOMETHING_ELSE", "abc", false)]
    public void Create_managed_identity_only_in_azure(string key, string value, bool isAzure)
    {
        var credential = AzureCredential.Create(Settings((key, value)));

        Assert.Equal(isAzure ? typeof(ManagedIdentityCredential) : typeof(DefaultAzureCredential), credential.GetType());
    }

    [Fact]
    public void Create_user_assigned_identity_in_azure_is_a_managed_identity_too() => Assert.IsType<ManagedIdentityCredential>(
        AzureCredential.Create(Settings(("WEBSITE_INSTANCE_ID", "abc"), (AzureCredential.ClientIdSetting, "11111111-2222-3333-4444-555555555555"))));

    [Fact]
    public void IsInAzure_core_tools_on_a_developers_machine_is_not_azure() =>
        Assert.False(AzureCredential.IsInAzure(Settings(("WEBSITE_INSTANCE_ID", "abc"), ("AZURE_FUNCTIONS_ENVIRONMENT", "Development"))));

    private static IConfiguration Settings(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => new KeyValuePair<string, string?>(s.Key, s.Value))).Build();
}
