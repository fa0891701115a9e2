using Azure.Identity;
using RiskFunctions.App.Telemetry;

namespace RiskFunctions.App.Tests.Telemetry;

public sealed class TelemetryCredentialTests
{
    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    public void From_nothing_is_nobody(string? setting) => Assert.Null(TelemetryCredential.From(setting));

    [Theory]
    [InlineData("Authorization=AAD")]
    [InlineData("authorization=aad;")]
    [InlineData("ClientId=11111111-2222-3333-4444-555555555555;Authorization=AAD")]
    public void From_setting_of_the_host_is_a_managed_identity(string setting) => Assert.IsType<ManagedIdentityCredential>(TelemetryCredential.From(setting));

    [Theory]
    [InlineData("ClientId=1", "it does not say Authorization=AAD")]
    [InlineData("Authorization=Basic", "it does not say Authorization=AAD")]
    [InlineData("Authorization=AAD;ClientId=", "its ClientId is empty")]
    [InlineData("Authorization=AAD;Client=1", "it has a part Client")]
    public void From_anything_else_stops_the_start(string setting, string fault)
    {
        var stop = Assert.Throws<InvalidOperationException>(() => TelemetryCredential.From(setting));

        Assert.StartsWith($"{TelemetryCredential.Setting}: {fault}", stop.Message);
    }
}
