using Microsoft.Extensions.Configuration;
using RiskFunctions.LocalHost.Commands;
using RiskFunctions.LocalHost.Tests.Sandbox.SecurityEvents;
using RiskFunctions.Testing.Okta;
using RiskFunctions.Testing.Time;

namespace RiskFunctions.LocalHost.Tests.Commands;

/// <summary>What <c>check</c> says of security events: issuer, key, what is published, and one token.</summary>
public sealed class CheckSecurityEventsTests
{
    [Fact]
    public async Task Check_shows_issuer_and_kid_finds_the_key_by_its_url_and_sends_nothing()
    {
        await using var org = await SetOrg.StartAsync();

        var (code, text) = await RunAsync(org, null, org.Keys.JwksUrl);

        Assert.True(code == ExitCode.Ok, text);
        Assert.Contains("- Risk events: RiskEvents:Enabled is false", text);
        Assert.Contains($"✓ Signing key: secret security-events-key was read; issuer {SetOrg.Issuer}, kid key-1, RS256", text);
        Assert.Contains($"✓ Public keys: {org.Keys.JwksUrl} has kid key-1", text);
        Assert.Contains("- Test security event: No token was sent", text);
        Assert.Empty(org.Requests);
    }

    [Fact]
    public async Task Check_with_test_event_sends_one_token_about_nobody()
    {
        await using var org = await SetOrg.StartAsync(sandbox: o => o with { ClockOffset = SinceThen() });

        var (code, text) = await RunAsync(org, "", org.Keys.JwksUrl);

        Assert.True(code == ExitCode.Ok, text);
        Assert.Contains("✓ Test security event: Okta accepted one token about riskfunctions-check@example.invalid", text);
        var statement = Assert.Single(Assert.Single(org.Requests).Statements);
        Assert.Equal(("riskfunctions-check@example.invalid", "low"), (statement.User, statement.Level));
        Assert.Empty(org.Okta.Requests);
    }

    [Fact]
    public async Task Check_finds_the_keys_by_the_issuers_configuration()
    {
        await using var org = await SetOrg.StartAsync();
        var issuer = org.Keys.JwksUrl.GetLeftPart(UriPartial.Authority);
        org.Keys.Configuration = $$"""{"issuer":"{{issuer}}","jwks_uri":"{{org.Keys.JwksUrl}}"}""";

        var (code, text) = await RunAsync(org, null, keySet: null, ("SecurityEvents:Issuer", issuer));

        Assert.True(code == ExitCode.Ok, text);
        Assert.Contains($"✓ Public keys: {org.Keys.JwksUrl} has kid key-1", text);
    }

    [Fact]
    public async Task Check_configuration_of_another_issuer_fails()
    {
        await using var org = await SetOrg.StartAsync();
        var issuer = org.Keys.JwksUrl.GetLeftPart(UriPartial.Authority);
        org.Keys.Configuration = $$"""{"issuer":"{{issuer}}/","jwks_uri":"{{org.Keys.JwksUrl}}"}""";

        var (code, text) = await RunAsync(org, "", keySet: null, ("SecurityEvents:Issuer", issuer));

        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("names another issuer than SecurityEvents:Issuer", text);
        Assert.Empty(org.Requests);
    }

    [Theory]
    [InlineData("other", "✗ Public keys: ", "and none with kid key-1")]
    [InlineData("same-kid", "✗ Public keys: ", "has another key under kid key-1")]
    [InlineData("404", "✗ Public keys: ", "is answered with HTTP 404")]
    [InlineData("text", "✗ Public keys: ", "is not served as application/json")]
    public async Task Check_key_set_without_the_key_fails_and_sends_nothing(string fault, string step, string words)
    {
        await using var org = await SetOrg.StartAsync();
        var other = ServiceAppKey.CreateRsa(fault == "same-kid" ? "key-1" : "key-2");
        org.Keys.Publish(fault is "other" or "same-kid" ? other.PublicJwk : SetOrg.Key.PublicJwk);
        org.Keys.Status = fault == "404" ? 404 : 200;
        org.Keys.ContentType = fault == "text" ? "text/plain" : "application/json";

        var (code, text) = await RunAsync(org, "", org.Keys.JwksUrl);

        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains(text.Split('\n'), line => line.StartsWith(step) && line.Contains(words));
        Assert.Empty(org.Requests);
    }

    [Fact]
    public async Task Check_issuer_without_a_configuration_asks_for_the_url_and_goes_on()
    {
        await using var org = await SetOrg.StartAsync();
        org.Keys.Status = 404;

        var (code, text) = await RunAsync(org, null, keySet: null, ("SecurityEvents:Issuer", org.Keys.JwksUrl.GetLeftPart(UriPartial.Authority)));

        Assert.Equal(ExitCode.Ok, code);
        Assert.Contains("- Public keys: ", text);
        Assert.Contains("--jwks-url", text);
    }

    [Theory]
    [InlineData("invalid_issuer", "SecurityEvents:Issuer")]
    [InlineData("invalid_key", "SecurityEvents:SigningKeySecret")]
    public async Task Check_token_that_okta_refuses_fails_in_its_words(string err, string words)
    {
        await using var org = await SetOrg.StartAsync(sandbox: o => o with { ClockOffset = SinceThen() });
        org.Okta.Use($$"""{"probability":1,"on":"sets","fault":"400","err":"{{err}}"}""");

        var (code, text) = await RunAsync(org, "", org.Keys.JwksUrl);

        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("✗ Test security event: " + err, text);
        Assert.Contains(words, text);
    }

    [Fact]
    public async Task Check_secret_that_holds_no_key_fails_and_shows_nothing_of_it()
    {
        await using var org = await SetOrg.StartAsync();

        var (code, text) = await RunAsync(org, "", org.Keys.JwksUrl, ("Secrets:security-events-key", "not-a-key-at-all"));

        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("✗ Signing key: the secret security-events-key holds no key to sign with", text);
        Assert.DoesNotContain("not-a-key-at-all", text);
    }

    [Fact]
    public async Task Check_with_risk_events_needs_the_address()
    {
        await using var org = await SetOrg.StartAsync();

        var (code, text) = await RunAsync(org, "", org.Keys.JwksUrl, ("RiskEvents:Enabled", "true"));

        Assert.Equal(ExitCode.CannotStart, code);
        Assert.Contains("--send-test-event needs an address", text);
    }

    // The org's clock stands still at a morning of the past, and a token of now would be from its future.
    private static TimeSpan SinceThen() => TimeProvider.System.GetUtcNow() - ManualTimeProvider.DefaultStart;

    private static async Task<(int Code, string Text)> RunAsync(SetOrg org, string? test, Uri? keySet, params (string Key, string? Value)[] settings)
    {
        var all = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["Okta:OrgUrl"] = org.Okta.OrgUrl.ToString(),
            ["RiskEvents:Enabled"] = "false",
            ["SecurityEvents:Enabled"] = "true",
            ["SecurityEvents:Issuer"] = SetOrg.Issuer,
            ["Secrets:security-events-key"] = SetOrg.Key.PrivateJwk,
        };
        foreach (var (key, value) in settings)
        {
            all[key] = value;
        }

        await using var output = new StringWriter();
        var code = await CheckCommand.RunAsync(
            new ConfigurationBuilder().AddInMemoryCollection(all).Build(), test, output, services: null, CancellationToken.None, keySet);
        return (code, output.ToString());
    }
}
