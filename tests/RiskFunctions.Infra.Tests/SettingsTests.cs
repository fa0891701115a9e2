using System.Text.Json;
using System.Text.Json.Nodes;
using RiskFunctions.Infra.Tests.Bicep;
using RiskFunctions.Infra.Tests.Contract;
using RiskFunctions.Infra.Tests.Tools;

namespace RiskFunctions.Infra.Tests;

/// <summary>Bicep, sample, reference and code know the same settings.</summary>
[Collection(BicepTests.Name)]
public sealed class SettingsTests(CompiledBicep bicep)
{
    private const string Sample = "local.settings.sample.json";

    /// <summary>What the sample may hold beyond the settings: the host's own, the emulator's connection string, local secrets, telemetry.</summary>
    private static readonly string[] LocalOnly = ["AzureWebJobsStorage", "FUNCTIONS_WORKER_RUNTIME", "ServiceBus", "OTEL_", "Secrets__"];

    /// <summary>Given by the resources of the deployment, so nobody chooses it.</summary>
    private static readonly string[] Derived =
    [
        "KeyVault__VaultUri", "RateMeter__ContainerUri", "RateMeter__Store", "SecurityEvents__PublicKeysUri", "SecurityEvents__SigningKeySecret",
        "SignalsTopic",
    ];

    private static readonly string[] HostSettings =
    [
        "APPLICATIONINSIGHTS_AUTHENTICATION_STRING", "APPLICATIONINSIGHTS_CONNECTION_STRING", "AZURE_CLIENT_ID", "AzureWebJobsStorage__accountName",
        "AzureWebJobsStorage__clientId", "AzureWebJobsStorage__credential", "OTEL_TRACES_SAMPLER", "OTEL_TRACES_SAMPLER_ARG",
    ];

    [Fact]
    public async Task Bicep_sets_every_setting()
    {
        var set = (await bicep.ProvisionAsync(
            ("TRUSTED_NETWORKS", """["198.51.100.0/24"]"""), ("SEVERITY_MAP", """{"Odd":"LOW"}"""),
            ("EXCLUDED_USERS", """["*@example.com"]"""), ("SUFFIX_MAP", """{"corp.local":"example.com"}"""))).AppSettings.Keys.Select(Settings.Normalize);

        Assert.Equal(Settings.All.Concat(Settings.Connection).Concat(HostSettings).Order(StringComparer.Ordinal), set.Order(StringComparer.Ordinal));
    }

    // A provision replaces all app settings, so one that can be given nowhere is lost again.
    [Fact]
    public async Task Every_setting_can_be_given_and_is_kept()
    {
        var plain = (await bicep.ProvisionAsync()).AppSettings;
        var parameters = await bicep.ProvisionAsync(
            ("OKTA_ORG_URL", "https://other.okta.com"), ("OKTA_AUTHENTICATION", "PrivateKeyJwt"), ("OKTA_CLIENT_ID", "changed"), ("OKTA_DPOP", "Required"),
            ("OKTA_SECRET_NAME", "changed"), ("OKTA_REQUESTS_PER_MINUTE", "15"), ("RESERVED_FOR_HIGH", "2"), ("TRUSTED_NETWORKS", """["198.51.100.0/24"]"""),
            ("SEVERITY_MAP", """{"Odd":"LOW"}"""), ("DEFAULT_LIFETIME", "01:00:00"), ("RISK_EVENTS_ENABLED", "false"), ("SECURITY_EVENTS_ENABLED", "true"),
            ("SECURITY_EVENTS_ISSUER", "changed"), ("USERS_FROM_ALERTS", "High"), ("EXCLUDED_USERS", """["a@example.com"]"""),
            ("SUFFIX_MAP", """{"corp.local":"example.com"}"""));
        var apiToken = await bicep.ProvisionAsync(("OKTA_SECRET_NAME", "changed"));
        var byParameter = Changed(parameters).Concat(Changed(apiToken)).ToHashSet();
        var rest = Settings.All.Except(byParameter).Except(Derived).ToDictionary(name => name, _ => "changed");

        var extra = (await bicep.ProvisionAsync(("EXTRA_APP_SETTINGS", JsonSerializer.Serialize(rest)))).AppSettings;

        Assert.NotEmpty(rest);
        Assert.All(rest.Keys, name => Assert.Equal("changed", extra[name]));
        Assert.Equal(plain.Keys.Order(), extra.Keys.Order());

        IEnumerable<string> Changed(Deployment deployment) => deployment.AppSettings
            .Where(setting => plain.GetValueOrDefault(setting.Key) != setting.Value).Select(setting => Settings.Normalize(setting.Key));
    }

    [Fact]
    public async Task Extra_settings_are_merged_in_whatever_their_case_and_separator()
    {
        var plain = (await bicep.ProvisionAsync()).AppSettings;

        var set = (await bicep.ProvisionAsync((
            "EXTRA_APP_SETTINGS",
            """{"OTEL_EXPORTER_OTLP_ENDPOINT":"https://otel.example.com","delivery:maxhold":"00:05:00","NUMBER":1}"""))).AppSettings;

        Assert.Equal("https://otel.example.com", set["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        Assert.Equal("1", set["NUMBER"]);
        Assert.Equal("00:05:00", set["delivery__maxhold"]);
        Assert.Equal(plain.Where(setting => setting.Key != "Delivery__MaxHold"), set.Where(setting => plain.ContainsKey(setting.Key)));
    }

    [Theory]
    [InlineData("Okta__OrgUrl")]
    [InlineData("okta:orgurl")]
    [InlineData("APPLICATIONINSIGHTS_CONNECTION_STRING")]
    [InlineData("OTEL_TRACES_SAMPLER")]
    [InlineData("AzureWebJobsStorage")]
    [InlineData("ServiceBus")]
    public async Task Extra_setting_that_would_overwrite_ours_is_refused(string name)
    {
        var (run, _) = await bicep.TryProvisionAsync(("EXTRA_APP_SETTINGS", new JsonObject { [name] = "x" }.ToJsonString()));

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains($"EXTRA_APP_SETTINGS may not hold {name.ToLowerInvariant().Replace(":", "__")}: the deployment sets it itself.", run.Errors);
    }

    // By default the host's exporter takes five traces a second and drops the logs of the others: alerts would miss events.
    [Fact]
    public async Task Telemetry_is_not_sampled()
    {
        var set = (await bicep.ProvisionAsync()).AppSettings;

        Assert.Equal("microsoft.fixed_percentage", set["OTEL_TRACES_SAMPLER"]);
        Assert.Equal("1", set["OTEL_TRACES_SAMPLER_ARG"]);
    }

    // The code knows these numbers as its own defaults; what the portal shows must be what is in force.
    [Theory]
    [InlineData("KeyVault__CacheDuration", "00:10:00")]
    [InlineData("RateMeter__Window", "00:01:00")]
    [InlineData("Delivery__MaxHold", "00:08:00")]
    [InlineData("Delivery__FillRequests", "true")]
    [InlineData("Delivery__TimestampTolerance", "00:00:10")]
    [InlineData("Signals__AllowPrivateAddresses", "false")]
    [InlineData("RiskEvents__Enabled", "true")]
    [InlineData("SecurityEvents__Enabled", "false")]
    [InlineData("SecurityEvents__Issuer", "")]
    [InlineData("SecurityEvents__PublicKeysUri", "")]
    [InlineData("SecurityEvents__SigningKeySecret", "security-events-key")]
    [InlineData("SecurityEvents__KeyLeadTime", "01:00:00")]
    [InlineData("SecurityEvents__MaxAge", "01:00:00")]
    [InlineData("SecurityEvents__RequestsPerMinute", "60")]
    [InlineData("SecurityEvents__UsersFromAlerts", "Off")]
    public async Task Default_is_the_one_of_the_readme(string name, string value) => Assert.Equal(value, (await bicep.ProvisionAsync()).AppSettings[name]);

    // SSF: the configuration stands under its issuer. With a front door before it the issuer is that one's.
    [Fact]
    public async Task Issuer_is_the_address_of_the_published_keys_unless_another_is_given()
    {
        var own = (await bicep.ProvisionAsync(("SECURITY_EVENTS_ENABLED", "true"))).AppSettings;
        var given = (await bicep.ProvisionAsync(("SECURITY_EVENTS_ENABLED", "true"), ("SECURITY_EVENTS_ISSUER", "https://keys.example.com"))).AppSettings;
        var main = (await bicep.BuildAsync(CompiledBicep.Main)).Output;
        var publication = Repository.Read("src/RiskFunctions.Core/SecurityEvents/Keys/KeyPublication.cs");

        // Without the slash at its end.
        Assert.Matches(@"^\[take\(reference\('[^']+/stkeys\w+', '[^']+'\)\.primaryEndpoints\.web, sub\(length\(.+\), 1\)\)\]$", own["SecurityEvents__Issuer"]);
        Assert.Matches(@"^\[format\('\{0\}\$web', reference\('[^']+/stkeys\w+', '[^']+'\)\.primaryEndpoints\.blob\)\]$", own["SecurityEvents__PublicKeysUri"]);
        Assert.Equal("https://keys.example.com", given["SecurityEvents__Issuer"]);
        Assert.Equal(own["SecurityEvents__PublicKeysUri"], given["SecurityEvents__PublicKeysUri"]);
        Assert.Equal("true", own["SecurityEvents__Enabled"]);
        Assert.Contains($"/{Pattern.First(publication, "KeySetName = \"([^\"]+)\"")}'", main);
    }

    [Fact]
    public async Task One_instance_is_the_default() => Assert.Equal(
        "1",
        (await bicep.ProvisionAsync()).Single("Microsoft.Web/sites").Text("properties", "functionAppConfig", "scaleAndConcurrency", "maximumInstanceCount"));

    // Each of these kinds is an enumeration in Core, and a value that it does not know stops the app at its start.
    [Theory]
    [InlineData("oktaDPoP", "src/RiskFunctions.Core/Okta/DPoPUse.cs")]
    [InlineData("usersFromAlerts", "src/RiskFunctions.Core/SecurityEvents/UsersFromAlerts.cs")]
    [InlineData("oktaAuthentication", "src/RiskFunctions.Core/Okta/OktaAuthentication.cs")]
    public async Task Bicep_allows_exactly_the_values_that_the_code_knows(string parameter, string path)
    {
        var allowed = (await bicep.MainAsync("parameters"))[parameter]!["allowedValues"]!.AsArray();

        Assert.Equal(Pattern.Matches(Repository.Read(path), @"^    (\w+),$"), allowed.Select(value => (string?)value));
    }

    [Fact]
    public void Code_reads_what_is_listed()
    {
        var read = Settings.ReadByCode();
        var sections = read.Select(SectionOf).ToHashSet();

        Assert.Equal(
            Settings.All.Where(name => sections.Contains(SectionOf(name))).Order(StringComparer.Ordinal),
            read.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Sample_has_every_setting_and_no_other()
    {
        using var sample = JsonDocument.Parse(Repository.Read(Sample));
        var set = sample.RootElement.GetProperty("Values").EnumerateObject().Select(value => Settings.Normalize(value.Name)).Distinct().ToList();

        Assert.Empty(Settings.All.Except(set));
        Assert.All(
            set.Except(Settings.All),
            name => Assert.Contains(LocalOnly, allowed => name == allowed || (allowed.EndsWith('_') && name.StartsWith(allowed))));
    }

    [Fact]
    public void Reference_documents_every_setting()
    {
        var page = Repository.Read("docs/reference/settings.md");

        Assert.All(Settings.All, name => Assert.Contains($"`{name.Replace("__", ":")}", page));
    }

    private static string SectionOf(string name) => name.Split("__")[0];
}
