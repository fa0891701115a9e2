using RiskFunctions.Infra.Tests.Tools;

namespace RiskFunctions.Infra.Tests.Verify;

/// <summary>What the self-check says of good and bad deployments, and what it does.</summary>
public sealed class VerificationTests
{
    private const string Synchronise = "rest --method post --url *syncfunctiontriggers";
    private const string HostError = "Bad Request: Encountered an error (ServiceUnavailable) from host runtime.";
    private const string Placeholder = """{"properties":{"contentType":"placeholder of RiskFunctions"}}""";

    private readonly VerifyScene _scene = new(verification => verification.AllAsync(false, CancellationToken.None));

    [Fact]
    public async Task Good_deployment_has_a_tick_for_each_look()
    {
        Assert.Equal(0, await _scene.RunAsync());

        Assert.Equal(
            """
            ✓ Lane high: has its rule and no other
            ✓ Lane medium: has its rule and no other
            ✓ Lane low: has its rule and no other
            ✓ Roles: the app has all 7
            ✓ Credential: the secret okta-api-token is no longer the placeholder
            ✓ App: func-test runs, its triggers are synchronised, and all 4 functions are listed

            """.ReplaceLineEndings("\n"),
            _scene.Output);
        Assert.DoesNotContain(_scene.Line.Asked, command => command.Contains("delete"));
    }

    [Fact]
    public async Task Deployment_with_security_events_has_three_looks_more()
    {
        _scene.Azure.WithSecurityEvents();

        await _scene.SaysAsync(
            0,
            "✓ Roles: the app has all 9\n✓ Public keys: the website of stkeystest is on\n",
            "✓ Signing key: the secret security-events-key is no longer the placeholder\n");
        Assert.DoesNotContain(_scene.Line.Asked, command => command.Contains("update"));
    }

    [Fact]
    public async Task Names_of_security_events_are_taken_from_the_environment_too()
    {
        _scene.Azure.WithSecurityEvents();
        _scene.Know(RecordedAzure.Values.Concat(RecordedAzure.SecurityEvents));

        await _scene.SaysAsync(0, "✓ Roles: the app has all 9");
        Assert.DoesNotContain(_scene.Line.Asked, command => command.StartsWith("azd"));
    }

    [Fact]
    public async Task Website_of_the_public_keys_is_switched_on_after_the_provision()
    {
        _scene.Azure.WithSecurityEvents().Website(isOn: false).Answer("storage blob service-properties update ", "{}");

        Assert.Equal(0, await _scene.RunAsync(verification => verification.AfterProvisionAsync(CancellationToken.None)));

        Assert.Contains("✓ Public keys: the website of stkeystest was off and is switched on", _scene.Output);
        Assert.Contains(
            "az storage blob service-properties update --account-name stkeystest --static-website true --auth-mode login --output json",
            _scene.Line.Asked);
    }

    [Fact]
    public Task Website_that_cannot_be_switched_on_is_a_fault()
    {
        _scene.Azure.WithSecurityEvents().Website(isOn: false).Answer("storage blob service-properties update ", "AuthorizationPermissionMismatch", 1);

        return _scene.SaysAsync(
            1, "✗ Public keys: the website of stkeystest is off and cannot be switched on", "Somebody with Contributor on the resource group");
    }

    [Theory]
    [InlineData("security-events-key", "✗ Roles: the app lacks Key Vault Secrets User on the secret security-events-key")]
    [InlineData("stkeystest", "✗ Roles: the app lacks Storage Blob Data Contributor on the storage account of the public keys")]
    public Task Role_of_security_events_that_is_missing_is_a_fault(string end, string fault)
    {
        _scene.Azure.WithSecurityEvents().Role(end, "00000000-0000-0000-0000-000000000000", RecordedAzure.Group);

        return _scene.SaysAsync(1, fault);
    }

    [Theory]
    [InlineData("Signing key", "security-events-key", ", so what is said about users waits in its lane; none is lost")]
    [InlineData("Credential", "okta-api-token", "")]
    public Task Placeholder_in_the_vault_is_a_hint_and_no_fault(string look, string secret, string effect)
    {
        _scene.Azure.WithSecurityEvents().Answer($"rest --method get --url *secrets/{secret}?api-version", Placeholder);

        return _scene.SaysAsync(
            0, $"! {look}: the secret {secret} is still the placeholder{effect}", $"az keyvault secret set --vault-name kv-test --name {secret}");
    }

    [Fact]
    public async Task Names_that_azd_has_put_into_the_environment_are_not_asked_for()
    {
        _scene.Know(RecordedAzure.Values);

        Assert.Equal(0, await _scene.RunAsync());
        Assert.DoesNotContain(_scene.Line.Asked, command => command.StartsWith("azd"));
    }

    [Fact]
    public Task Name_that_is_not_there_is_told_with_what_to_do()
    {
        _scene.Azure.AzdKnowsOnly("AZURE_RESOURCE_GROUP", "AZURE_SUBSCRIPTION_ID");

        return _scene.SaysAsync(1, "AZURE_FUNCTION_APP_NAME", "run: azd provision");
    }

    [Fact]
    public async Task Rule_that_takes_everything_is_deleted_when_it_stands_beside_ours()
    {
        _scene.Azure.Rules("high", ("$Default", "1=1"), ("high", "riskLevel = 'HIGH'"));
        _scene.Line.OnAsked = command =>
        {
            if (command.Contains("rule delete"))
            {
                _scene.Azure.Rules("high", ("high", "riskLevel = 'HIGH'"));
            }
        };
        _scene.Azure.Answer("rule delete ", "");

        await _scene.SaysAsync(0, "✓ Lane high: has its rule and no other ($Default, which takes everything, was left over and is deleted)");

        var deleted = Assert.Single(_scene.Line.Asked, command => command.Contains("delete"));
        Assert.Equal(
            "az servicebus topic subscription rule delete --resource-group rg-test --namespace-name sb-test --topic-name risk-signals "
            + "--subscription-name high --name $Default --output json",
            deleted);
    }

    // Deleting it would leave the lane without any rule, and no signal would get in.
    [Fact]
    public async Task Only_rule_of_a_lane_is_never_deleted()
    {
        _scene.Azure.Rules("medium", ("$Default", "1=1"));

        await _scene.SaysAsync(1, "✗ Lane medium: its rule 'medium' is missing, and $Default is there instead");
        Assert.DoesNotContain(_scene.Line.Asked, command => command.Contains("delete"));
    }

    [Theory]
    [InlineData("low", "low", "riskLevel = 'LOW'", "$Default", "✗ Lane low: besides its own rule there is $Default, which takes signals of other lanes")]
    [InlineData("high", null, null, null, "✗ Lane high: has no rule, so no signal gets in and senders are told nothing\n  Run azd provision again")]
    [InlineData("high", "high", "1=1", null, "✗ Lane high: its rule 'high' does not say: riskLevel = 'HIGH'")]
    public Task Lane_that_has_not_just_its_own_rule_is_a_fault(string lane, string? rule, string? filter, string? other, string fault)
    {
        (string, string)?[] rules = [other is null ? null : (other, "1=1"), rule is null ? null : (rule, filter!)];
        _scene.Azure.Rules(lane, [.. rules.OfType<(string, string)>()]).Answer("rule delete ", "");

        return _scene.SaysAsync(1, fault);
    }

    [Theory]
    [InlineData("44444444-4444-4444-4444-444444444444", "4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0", RecordedAzure.Topic)]
    [InlineData(RecordedAzure.Principal, "69a216fc-b8fb-44d8-bc22-1f3c2cd27a39", RecordedAzure.Topic)]
    [InlineData(RecordedAzure.Principal, "4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0", RecordedAzure.Topic + "/subscriptions/highest")]
    public Task Role_of_somebody_else_or_of_another_kind_or_elsewhere_does_not_count(string principal, string role, string scope)
    {
        _scene.Azure.Role("subscriptions/high", role, scope, principal);

        return _scene.SaysAsync(1, "✗ Roles: the app lacks Azure Service Bus Data Receiver on lane high");
    }

    [Fact]
    public void Placeholder_is_the_one_that_the_template_writes() =>
        Assert.Contains($"contentType: '{RiskFunctions.Verify.Credential.Placeholder}'", Repository.Read("infra/modules/keyvault.bicep"));

    [Fact]
    public async Task After_provision_the_app_is_not_looked_at_since_it_is_not_deployed()
    {
        _scene.Azure.Answer("functionapp", "is not there", 3);

        Assert.Equal(0, await _scene.RunAsync(verification => verification.AfterProvisionAsync(CancellationToken.None)));
        Assert.DoesNotContain("App:", _scene.Output);
    }

    [Fact]
    public async Task Functions_that_are_listed_late_are_waited_for()
    {
        _scene.Azure.Functions();
        var looks = 0;
        _scene.Line.OnAsked = command =>
        {
            if (command.StartsWith("functionapp function list") && ++looks == 3)
            {
                _scene.Azure.Functions("SendHighRiskEvents", "SendMediumRiskEvents", "SendLowRiskEvents", "MeterThroughput");
            }
        };

        Assert.Equal(0, await _scene.RunAsync());
        Assert.Equal(3, looks);
    }

    [Fact]
    public Task Function_that_is_never_listed_is_a_fault()
    {
        _scene.Azure.Functions("SendHighRiskEvents", "SendMediumRiskEvents", "MeterThroughput");

        return _scene.SaysAsync(1, "✗ App: Azure does not know SendLowRiskEvents");
    }

    [Fact]
    public void Functions_that_are_looked_for_are_those_of_the_app()
    {
        var names = Repository.Find("src/RiskFunctions.App", "*.cs")
            .SelectMany(path => Pattern.Matches(Repository.Read(path), @"\[Function\((?:nameof\()?""?(\w+)""?\)?\)\]"));

        Assert.Equal(names.Order(), RiskFunctions.Verify.Functions.Names.Order());
    }

    [Theory]
    [InlineData(Synchronise, HostError, 1, $"✗ App: its triggers cannot be synchronised ({HostError})")]
    [InlineData(
        "functionapp show", """{"state":"Stopped"}""", 0, "✗ App: func-test is Stopped\n  az functionapp start --resource-group rg-test --name func-test")]
    public Task App_that_is_stopped_or_whose_triggers_cannot_be_synchronised_is_a_fault(string asked, string answer, int exitCode, string fault)
    {
        _scene.Azure.Answer(asked, answer, exitCode);

        return _scene.SaysAsync(1, fault);
    }

    [Fact]
    public async Task Host_that_is_still_starting_is_waited_for()
    {
        _scene.Azure.Answer(Synchronise, "ServiceUnavailable", 1);
        var tries = 0;
        _scene.Line.OnAsked = command =>
        {
            if (command.Contains("syncfunctiontriggers") && ++tries == 3)
            {
                _scene.Azure.Answer(Synchronise, "");
            }
        };

        Assert.Equal(0, await _scene.RunAsync());
        Assert.Equal(3, tries);
    }

    [Fact]
    public async Task Answer_that_cannot_be_had_ends_the_check_with_what_az_said()
    {
        _scene.Azure.Answer("rule list ", "AADSTS700082: The refresh token has expired.", 1);

        Assert.Equal(1, await _scene.RunAsync());
        Assert.StartsWith("✗ az servicebus: AADSTS700082: The refresh token has expired.\n  Are you signed in (az login)", _scene.Output);
    }

    // On Windows az is a batch file, and cmd reads these itself.
    [Fact]
    public async Task No_argument_holds_what_cmd_would_read()
    {
        _scene.Http.Logs.Enqueue([("RequestAccepted", "Okta accepted 3 events with 3 subjects (highest level Low) in 210 ms.")]);
        await _scene.RunAsync(verification => verification.BeforeProvisionAsync(CancellationToken.None));
        await _scene.RunAsync(verification => verification.AllAsync(true, CancellationToken.None));

        Assert.NotEmpty(_scene.Line.Asked);
        Assert.All(_scene.Line.Asked, command => Assert.DoesNotMatch("[&|<>^%\"]", command));
    }
}
