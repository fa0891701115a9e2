using RiskFunctions.LocalHost.Broker.Queues;

namespace RiskFunctions.LocalHost.Tests.Broker.Amqp;

/// <summary>A client by other hands: Microsoft's for JavaScript, whose AMQP library shares no line with ours.</summary>
public sealed class JavaScriptClientTests
{
    [NodeFact]
    public async Task Suite_passes()
    {
        await using var host = new AmqpHost(new BrokerOptions { LockDuration = TimeSpan.FromSeconds(3) });

        var (code, output) = await JavaScriptClient.RunAsync(host.ConnectionString, AmqpHost.Topic);

        Assert.True(code == 0, output);
        Assert.Equal(8, output.Split('\n').Count(line => line.StartsWith("ok ")));
    }
}
