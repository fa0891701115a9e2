using System.Net;
using System.Net.Sockets;

namespace RiskFunctions.LocalHost.Tests.Commands;

/// <summary>What a person gets who has set or typed something wrong: words that name it, exit code 2, and no stack trace.</summary>
public sealed class StartFaultTests
{
    [Theory]
    [InlineData("up --port 0", "Okta__OrgUrl=http://example.com", "Okta:OrgUrl")]
    [InlineData("up --port 0", "Okta__OrgUrl=https://contoso-admin.okta.com", "Okta:OrgUrl")]
    [InlineData("up --port 0", "Okta__OrgUrl=https://contoso.okta.com", "KeyVault:VaultUri")]
    [InlineData("up --port 0", "RateMeter__RequestsPerMinute=0", "RateMeter:RequestsPerMinute")]
    [InlineData("up --port 0", "RateMeter__RequestsPerMinute=many", "RateMeter:RequestsPerMinute")]
    [InlineData("up --port 0", "Okta__Authentication=Basic", "Okta:Authentication")]
    [InlineData("up --port 0", "Signals__TrustedNetworks__0=10.0.0.0/99", "Signals:TrustedNetworks:0")]
    [InlineData("worker --amqp-port 1", "Okta__OrgUrl=http://example.com", "Okta:OrgUrl")]
    public async Task Wrong_setting_names_the_key(string command, string setting, string key)
    {
        using var run = await CommandRun.RunAsync("", [setting], command.Split(' '));

        AssertToldInWords(run, key);
    }

    [Theory]
    [InlineData("up", "--port", "0")]
    [InlineData("worker", "--amqp-port", "1")]
    public async Task Org_without_a_credential_names_the_setting(params string[] arguments)
    {
        using var token = await CommandRun.RunAsync("", ["Okta__OrgUrl=https://contoso.okta.invalid"], arguments);
        using var key = await CommandRun.RunAsync(
            "", ["Okta__OrgUrl=http://127.0.0.1:1", "Okta__Authentication=PrivateKeyJwt", "Okta__ClientId=0oa1"], arguments);

        AssertToldInWords(token, "KeyVault:VaultUri");
        AssertToldInWords(key, "Secrets__okta-private-key");
    }

    [Fact]
    public async Task Up_faults_and_an_org_names_both()
    {
        using var plan = new TemporaryFile("""{"faults":[{"at":1,"fault":"500"}]}""");

        using var run = await CommandRun.RunAsync(
            "", ["Okta__OrgUrl=http://127.0.0.1:1", "Secrets__okta-api-token=t"], "up", "--port", "0", "--faults", plan.Path);

        AssertToldInWords(run, "--faults");
        AssertToldInWords(run, "Okta__OrgUrl");
    }

    [Theory]
    [InlineData("--port 70000", "--port takes a port, 0 to 65535, and not '70000'.")]
    [InlineData("--port -1", "--port takes a port")]
    [InlineData("--port 0 --sandbox-port 65536", "--sandbox-port takes a port, 0 to 65535, and not '65536'.")]
    [InlineData("--port 65535", "--sandbox-port")]
    public async Task Up_port_that_does_not_exist_names_the_option(string options, string says)
    {
        using var run = await CommandRun.RunAsync(["up", .. options.Split(' ')]);

        AssertToldInWords(run, says);
    }

    [Theory]
    [InlineData("up --port 0 --auth oauth", "Okta__OrgUrl=http://127.0.0.1:1", "--auth oauth", "Okta:OrgUrl")]
    [InlineData("up --port 0", "RateMeter__RequestsPerMinute=0 Okta__OrgUrl=http://example.com", "RateMeter:RequestsPerMinute", "Okta:OrgUrl")]
    public async Task Up_option_or_section_that_is_wrong_beside_another_names_both(string command, string settings, string one, string other)
    {
        using var run = await CommandRun.RunAsync("", settings.Split(' '), command.Split(' '));

        AssertToldInWords(run, one);
        AssertToldInWords(run, other);
    }

    [Theory]
    [InlineData("--port", "--sandbox-port", "address already in use")]
    [InlineData("--sandbox-port", "--port", "address already in use")]
    [InlineData("--amqp-port", "--port", "Port PORT of 127.0.0.1 is taken")]
    public async Task Up_port_taken_says_so(string taken, string free, string says)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);

        using var run = await CommandRun.RunAsync("up", taken, port, free, "0");

        AssertToldInWords(run, says.Replace("PORT", port));
        Assert.Contains(taken, run.Error);
    }

    [Fact]
    public async Task Up_faults_file_missing_names_it()
    {
        using var run = await CommandRun.RunAsync("up", "--port", "0", "--faults", "nothing.json");

        AssertToldInWords(run, "nothing.json");
    }

    [Theory]
    [InlineData("""{"faults":[{"at":0,"fault":"500"}]}""", "faults[0].at")]
    [InlineData("""{"faults":[{"at":1,"fault":"teapot"}]}""", "faults[0].fault")]
    [InlineData("no plan", "not")]
    public async Task Up_faults_file_wrong_names_the_field(string plan, string says)
    {
        using var file = new TemporaryFile(plan);

        using var run = await CommandRun.RunAsync("up", "--port", "0", "--faults", file.Path);

        AssertToldInWords(run, says);
    }

    [Theory]
    [InlineData("bogus")]
    [InlineData("up", "--wrong")]
    [InlineData("send")]
    [InlineData("worker", "--amqp-port", "70000")]
    [InlineData("worker", "--namespace", "https://evil.example")]
    [InlineData("dead-letters", "--namespace", "contoso")]
    [InlineData("demo", "--auth", "magic")]
    [InlineData("up", "--auth", "magic")]
    public async Task Wrong_command_line_ends_with_2(params string[] arguments)
    {
        using var run = await CommandRun.RunAsync(arguments);

        Assert.DoesNotContain("Usage:", run.Output);
        AssertToldInWords(run, arguments[^1] is "send" ? "file" : arguments[^1]);
    }

    [Theory]
    [InlineData("demo", "--auth")]
    [InlineData("up", "--faults")]
    [InlineData("send", "--risk-level")]
    [InlineData("worker", "--namespace")]
    [InlineData("dead-letters", "--replay")]
    public async Task Help_tells_the_options(string command, string option)
    {
        using var run = await CommandRun.RunAsync(command, "--help");

        Assert.Equal((0, ""), (run.ExitCode, run.Error.Trim()));
        Assert.Contains(option, run.Output);
    }

    private static void AssertToldInWords(CommandRun run, string says)
    {
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(says, run.Error);
        Assert.DoesNotContain("   at ", run.Output + run.Error);
        Assert.DoesNotContain("Exception", run.Output + run.Error);
        Assert.DoesNotContain("Dashboard ", run.Output);
    }
}
