using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RiskFunctions.Delivery;
using RiskFunctions.Metering;
using RiskFunctions.Okta;
using RiskFunctions.Okta.Answers;
using RiskFunctions.Secrets;
using RiskFunctions.Testing.Delivery;

namespace RiskFunctions.Core.Tests.Delivery;

public sealed class RegistrationTests
{
    private static readonly (string, string) Org = ("Okta:OrgUrl", "https://contoso.okta.com");

    [Fact]
    public async Task AddRiskFunctionsCore_valid_settings_start_and_build_everything()
    {
        await using var provider = Build(Org);

        provider.GetRequiredService<IStartupValidator>().Validate();

        Assert.NotNull(provider.GetRequiredService<IBatchDelivery>());
        Assert.NotNull(provider.GetRequiredService<IFlowStatus>());
        Assert.NotNull(provider.GetRequiredService<IMinuteClosing>());
    }

    [Theory]
    [InlineData("Okta:OrgUrl", "")]
    [InlineData("Okta:OrgUrl", "http://contoso.okta.com")]
    [InlineData("Okta:OrgUrl", "contoso.okta.com")]
    [InlineData("Okta:Authentication", "Password")]
    [InlineData("Okta:DPoP", "Sometimes")]
    [InlineData("Okta:ApiTokenSecret", " ")]
    [InlineData("RateMeter:RequestsPerMinute", "0")]
    [InlineData("RateMeter:RequestsPerMinute", "601")]
    [InlineData("RateMeter:RequestsPerMinute", "many")]
    [InlineData("RateMeter:Window", "00:00:00.5")]
    [InlineData("RateMeter:Window", "a minute")]
    [InlineData("RateMeter:ReservedForHigh", "30")]
    [InlineData("RateMeter:ReservedForHigh", "-1")]
    [InlineData("RateMeter:Store", "Disk")]
    [InlineData("Delivery:MaxHold", "00:00:09")]
    [InlineData("Delivery:MaxHold", "00:10:00")]
    [InlineData("Delivery:MaxHold", "soon")]
    [InlineData("Delivery:Maxhold2", "00:05:00")]
    [InlineData("Okta:OrgURI", "https://contoso.okta.com")]
    [InlineData("RateMeter:RequestPerMinute", "5")]
    [InlineData("Signals:TrustedNetworkSetting", "203.0.113.0/24")]
    [InlineData("Signals:SeverityMap", "LOW")]
    public async Task AddRiskFunctionsCore_wrong_setting_stops_the_start_and_names_the_key(string key, string value)
    {
        await using var provider = Build(Org, (key, value));

        var thrown = Record.Exception(provider.GetRequiredService<IStartupValidator>().Validate);

        Assert.NotNull(thrown);
        Assert.Contains(key, thrown.ToString());
    }

    [Fact]
    public async Task AddRiskFunctionsCore_missing_org_stops_the_start()
    {
        await using var provider = Build();

        var thrown = Record.Exception(provider.GetRequiredService<IStartupValidator>().Validate);

        Assert.Contains("Okta:OrgUrl is missing", thrown?.Message);
    }

    [Fact]
    public async Task RiskEventClient_redirect_is_not_followed_and_the_token_stays()
    {
        using var elsewhere = Listen();
        using var org = Listen();
        await using var provider = Build(("Okta:OrgUrl", $"http://{org.LocalEndpoint}"));
        var answering = AnswerAsync(org, $"HTTP/1.1 307 Temporary Redirect\r\nLocation: http://{elsewhere.LocalEndpoint}/\r\nContent-Length: 0\r\n\r\n");

        var outcome = await provider.GetRequiredService<RiskEventClient>()
            .SendAsync("[]"u8.ToArray(), TimeSpan.FromSeconds(30), CancellationToken.None);

        var request = await answering;
        Assert.StartsWith("POST /api/v1/risk/events/ip HTTP/1.1\r\n", request);
        Assert.Contains("\r\nAuthorization: SSWS 00token\r\n", request);
        Assert.Matches("\r\nUser-Agent: RiskFunctions/[0-9.]+\r\n", request);
        Assert.Contains("redirect", Assert.IsType<DeliveryOutcome.Unavailable>(outcome).Reason);
        Assert.False(elsewhere.Pending());
    }

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private static async Task<string> AnswerAsync(TcpListener listener, string answer)
    {
        using var connection = await listener.AcceptTcpClientAsync();
        var stream = connection.GetStream();
        var request = new StringBuilder();
        var buffer = new byte[4096];
        while (!request.ToString().EndsWith("\r\n\r\n[]"))
        {
            request.Append(Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer)));
        }

        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer));
        return request.ToString();
    }

    private static ServiceProvider Build(params (string Key, string Value)[] settings)
    {
        // A later value wins, as with environment variables over a file.
        var values = new Dictionary<string, string?>();
        foreach (var (key, value) in settings)
        {
            values[key] = value;
        }

        return new ServiceCollection()
            .AddLogging()
            .AddSingleton<ISecretSource>(new FakeSecrets("00token"))
            .AddRiskFunctionsCore(new ConfigurationBuilder().AddInMemoryCollection(values).Build())
            .BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }
}
