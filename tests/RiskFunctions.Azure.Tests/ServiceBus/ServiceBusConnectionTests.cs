using Microsoft.Extensions.Configuration;
using RiskFunctions.Azure.ServiceBus;
using RiskFunctions.Azure.Tests.Secrets;

namespace RiskFunctions.Azure.Tests.ServiceBus;

public sealed class ServiceBusConnectionTests
{
    private const string Emulator =
        "Endpoint=sb://localhost:5673;SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE;UseDevelopmentEmulator=true;";

    [Fact]
    public async Task Client_no_setting_fails_at_the_first_use_and_names_both()
    {
        await using var connection = Connection();

        var fault = Assert.Throws<InvalidOperationException>(() => connection.Client);

        Assert.Contains("ServiceBus:fullyQualifiedNamespace", fault.Message);
        Assert.Contains("connection string in ServiceBus.", fault.Message);
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("Endpoint=sb://localhost;SharedAccessKey=planted-key")]
    public async Task Client_connection_string_that_is_none_names_the_setting_and_not_the_key(string value)
    {
        await using var connection = Connection(("ServiceBus", value));

        var fault = Assert.Throws<InvalidOperationException>(() => connection.Client);

        Assert.Contains("The setting ServiceBus is no", fault.Message);
        Assert.DoesNotContain("planted-key", fault.ToString());
    }

    [Fact]
    public async Task Client_namespace_uses_our_credential_and_the_topic_of_the_settings()
    {
        var asked = 0;
        await using var connection = new ServiceBusConnection(
            Settings(("ServiceBus:fullyQualifiedNamespace", "contoso.servicebus.windows.net"), ("SignalsTopic", "other")),
            () =>
            {
                asked++;
                return new FakeCredential();
            });

        await using var receiver = connection.LaneReceiver("high");
        await using var letters = connection.DeadLetterReceiver("low");

        Assert.Equal("contoso.servicebus.windows.net", connection.Client.FullyQualifiedNamespace);
        Assert.Equal("other/Subscriptions/high", receiver.EntityPath);
        Assert.Equal("other/Subscriptions/low/$DeadLetterQueue", letters.EntityPath);
        Assert.Equal(0, receiver.PrefetchCount);
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task Client_connection_string_wins_and_asks_for_no_credential()
    {
        await using var connection = Connection(("ServiceBus", Emulator), ("ServiceBus:fullyQualifiedNamespace", "contoso.servicebus.windows.net"));

        await using var receiver = connection.LaneReceiver("high");

        Assert.Equal("localhost", connection.Client.FullyQualifiedNamespace);
        Assert.Equal("risk-signals/Subscriptions/high", receiver.EntityPath);
    }

    private static ServiceBusConnection Connection(params (string Key, string Value)[] settings) =>
        new(Settings(settings), () => throw new InvalidOperationException("No credential is needed."));

    private static IConfigurationRoot Settings(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => new KeyValuePair<string, string?>(s.Key, s.Value))).Build();
}
