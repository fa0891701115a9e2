using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RiskFunctions.Signals;
using RiskFunctions.Signals.Screening;
using RiskFunctions.Testing.Signals;

namespace RiskFunctions.Core.Tests.Signals;

public class SignalOptionsTests
{
    [Fact]
    public void AddSignals_without_settings_gives_a_reader_with_the_defaults()
    {
        using var provider = Provider([]);

        Validate(provider);
        Assert.Single(ReadAssert.Readable(provider.GetRequiredService<ISignalReader>().Read("""{"ip":"198.51.100.7","riskLevel":"HIGH"}""")).Signals);
    }

    [Fact]
    public void AddSignals_with_settings_gives_a_reader_that_uses_them()
    {
        using var provider = Provider(new()
        {
            ["Signals:TrustedNetworks:0"] = "203.0.113.0/24",
            ["Signals:TrustedNetworks:1"] = "::ffff:198.51.100.0/120",
            ["Signals:TrustedNetworks:2"] = "2001:db8:7::/48",
            ["Signals:TrustedNetworks:3"] = "192.0.2.9",
            ["Signals:AllowPrivateAddresses"] = "true",
            ["Signals:DefaultLifetime"] = "02:00:00",
            ["Signals:SeverityMap:Critical"] = "high",
        });

        Validate(provider);
        var readable = ReadAssert.Readable(provider.GetRequiredService<ISignalReader>().Read("""
            {"subjects":[{"ip":"203.0.113.1","riskLevel":"LOW"},{"ip":"198.51.100.1","riskLevel":"LOW"},{"ip":"2001:db8:7::1","riskLevel":"LOW"},
            {"ip":"192.0.2.9","riskLevel":"LOW"},{"ip":"192.0.2.8","riskLevel":"LOW"},{"ip":"10.0.0.1","riskLevel":"LOW"}]}
            """));
        Assert.Equal(["192.0.2.8", "10.0.0.1"], readable.Signals.Select(s => s.Address.ToString()));
        Assert.Equal(4, readable.Suppressed);
        Assert.All(readable.Signals, s => Assert.Equal(s.Timestamp.AddHours(2), s.ExpiresAt));
        Assert.Equal(RiskLevel.High, provider.GetRequiredService<SignalRules>().LevelOf("critical"));
    }

    [Theory]
    [InlineData("10.0.0.0/33", "1 to 32")]
    [InlineData("10.0.0.0/0", "1 to 32")]
    [InlineData("::/0", "1 to 128")]
    [InlineData("2001:db8::/129", "1 to 128")]
    [InlineData("10.0.0.0/", "1 to 32")]
    [InlineData("10.0.0.0/08", "1 to 32")]
    [InlineData("10.0.0.0/255.0.0.0", "1 to 32")]
    [InlineData("10.0.0.1/8", "did you mean 10.0.0.0/8?")]
    [InlineData("2001:db8::1/32", "did you mean 2001:db8::/32?")]
    [InlineData("10.0.0/8", "must be an IPv4 or IPv6 address")]
    [InlineData("office", "must be an IPv4 or IPv6 address")]
    [InlineData("", "must be an IPv4 or IPv6 address")]
    [InlineData("10.0.0.0/8,192.0.2.0/24", "1 to 32")]
    public void Validation_wrong_network_stops_the_start_and_names_the_key(string network, string fault)
    {
        var message = Failure(new() { ["Signals:TrustedNetworks:0"] = "192.0.2.0/24", ["Signals:TrustedNetworks:1"] = network });

        Assert.StartsWith($"Signals:TrustedNetworks:1 \"{network}\" is not a CIDR network: ", message);
        Assert.Contains(fault, message);
    }

    [Theory]
    [InlineData("Signals:TrustedNetworks", "10.0.0.0/8", "Signals:TrustedNetworks is a list")]
    [InlineData("Signals:SeverityMap:Critical", "SEVERE", "Signals:SeverityMap:Critical \"SEVERE\" is not HIGH, MEDIUM or LOW")]
    [InlineData("Signals:DefaultLifetime", "00:00:00", "Signals:DefaultLifetime \"00:00:00\" must be longer than zero")]
    [InlineData("Signals:DefaultLifetime", "-1.00:00:00", "Signals:DefaultLifetime \"-1.00:00:00\" must be longer than zero")]
    public void Validation_wrong_setting_stops_the_start_and_names_the_key(string key, string value, string expected) =>
        Assert.Contains(expected, Failure(new() { [key] = value }));

    [Fact]
    public void SignalRules_severities_map_by_the_default_table_without_case()
    {
        var rules = new SignalRules(new SignalOptions { SeverityMap = { ["informational"] = "MEDIUM", ["low"] = "HIGH" } });

        Assert.Equal(
            [RiskLevel.High, RiskLevel.High, RiskLevel.Medium, RiskLevel.High, RiskLevel.Medium, RiskLevel.Low, RiskLevel.Low],
            new[] { "High", "high", "MEDIUM", "Low", "Informational", "unknownFutureValue", "" }.Select(rules.LevelOf));
    }

    private static string Failure(Dictionary<string, string?> settings)
    {
        using var provider = Provider(settings);
        return Assert.Throws<OptionsValidationException>(() => Validate(provider)).Message;
    }

    private static void Validate(ServiceProvider provider) => provider.GetRequiredService<IStartupValidator>().Validate();

    private static ServiceProvider Provider(Dictionary<string, string?> settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        return new ServiceCollection().AddSignals(configuration).BuildServiceProvider();
    }
}
