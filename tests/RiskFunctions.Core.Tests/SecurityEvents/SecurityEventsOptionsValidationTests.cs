using Microsoft.Extensions.Options;
using RiskFunctions.RiskEvents;
using RiskFunctions.SecurityEvents;

namespace RiskFunctions.Core.Tests.SecurityEvents;

/// <summary>What is published, and when it signs.</summary>
public sealed class SecurityEventsOptionsValidationTests
{
    [Theory]
    [InlineData("00:00:00", null)]
    [InlineData("7.00:00:00", null)]
    [InlineData("-00:00:01", "SecurityEvents:KeyLeadTime is -00:00:01: give 00:00:00 to 7.00:00:00.")]
    [InlineData("7.00:00:01", "SecurityEvents:KeyLeadTime is 7.00:00:01: give 00:00:00 to 7.00:00:00.")]
    public void Lead_time_is_a_week_at_most(string lead, string? fault) =>
        Assert.Equal(fault, Fault(new SecurityEventsOptions { KeyLeadTime = TimeSpan.Parse(lead, System.Globalization.CultureInfo.InvariantCulture) }));

    [Theory]
    [InlineData("https://keys.example.com", true, true)]
    [InlineData("https://keys.example.com/", true, true)]
    [InlineData("https://example.com/keys", true, false)]
    [InlineData("https://example.com/?keys", true, false)]
    [InlineData("https://example.com/#keys", true, false)]
    [InlineData("https://example.com/keys", false, true)]
    public void Issuer_is_where_the_documents_are_read_and_has_no_path(string issuer, bool publishes, bool valid)
    {
        var keys = publishes ? new Uri("https://contoso.blob.core.windows.net/$web") : null;
        var fault = Fault(new SecurityEventsOptions { Enabled = true, Issuer = issuer, PublicKeysUri = keys });

        Assert.Equal(valid, fault is null);
        Assert.True(valid || fault!.StartsWith("SecurityEvents:Issuer must have no path"));
    }

    private static string? Fault(SecurityEventsOptions options) =>
        new SecurityEventsOptionsValidation(Options.Create(new RiskEventsOptions())).Validate(null, options).FailureMessage;
}
