using System.Net;
using System.Net.Sockets;
using Azure.Messaging.ServiceBus;
using RiskFunctions.Testing.Amqp;
using RiskFunctions.Testing.Time;
using static RiskFunctions.Testing.Time.Waiting;

namespace RiskFunctions.LocalHost.Tests.Broker.Amqp;

/// <summary>Clients that vanish, hang or talk nonsense: nobody else notices.</summary>
public sealed class RobustnessTests
{
    public static TheoryData<string> Nonsense =>
    [
        "",
        "41",
        "474554202F20485454502F312E310D0A0D0A", // A browser.
        "414D515003010000", // SASL, and silence.
        "414D515000010000FFFFFFFF02000000", // A frame of 4 GB.
        "414D51500001000000000000", // A frame smaller than its own header.
        "414D51500001000000000008FF000000", // A frame whose data begins beyond its end.
        "414D51500001000000000015020000000053FFC0080100000000000000", // No such performative.
        "414D515009090909",
    ];

    [Theory]
    [MemberData(nameof(Nonsense))]
    public async Task Nonsense_on_one_connection_disturbs_no_other(string hex)
    {
        await using var host = new AmqpHost();
        using var socket = await ConnectAsync(host.Port);
        await socket.SendAsync(Convert.FromHexString(hex));

        await host.Sender().SendMessageAsync(AmqpHost.Message());
        var receiver = host.Receiver();
        await receiver.CompleteMessageAsync(await AmqpHost.OneAsync(receiver));
    }

    [Fact]
    public async Task Connection_that_is_never_opened_is_closed_after_half_a_minute()
    {
        var time = new ManualTimeProvider();
        await using var host = new AmqpHost(time: time);
        using var socket = await ConnectAsync(host.Port);
        var read = socket.ReceiveAsync(new byte[1]);
        await UntilAsync(() => time.NextDue is not null);

        time.Advance(TimeSpan.FromSeconds(29));
        await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        Assert.False(read.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));

        await EndsAsync(read);
    }

    [Fact]
    public async Task Client_that_vanishes_leaves_its_messages_to_their_locks()
    {
        var time = new ManualTimeProvider();
        await using var host = new AmqpHost(time: time);
        await using var relay = TcpRelay.Start(host.Port);
        await host.Sender().SendMessagesAsync([AmqpHost.Message("1"), AmqpHost.Message("2")]);
        var vanishing = new ServiceBusClient(host.ConnectionString.Replace($":{host.Port};", $":{relay.Port};", StringComparison.Ordinal));
        var taken = await AmqpHost.OneAsync(vanishing.CreateReceiver(AmqpHost.Topic, "high"));

        relay.Cut();

        var receiver = host.Receiver();
        Assert.Equal("2", (await AmqpHost.OneAsync(receiver)).Body.ToString());
        await AmqpHost.NoneAsync(receiver);
        time.AdvanceTo(taken.LockedUntil);
        var again = await AmqpHost.OneAsync(receiver);
        Assert.Equal(("1", 2), (again.Body.ToString(), again.DeliveryCount));
    }

    [Fact]
    public async Task Client_that_stops_reading_gets_no_more_than_a_little_and_holds_up_nobody()
    {
        await using var host = new AmqpHost();
        await using var relay = TcpRelay.Start(host.Port);
        var body = new byte[50_000];
        var stuck = new ServiceBusClient(host.ConnectionString.Replace($":{host.Port};", $":{relay.Port};", StringComparison.Ordinal));
        var stuckReceiver = stuck.CreateReceiver(AmqpHost.Topic, "high", new ServiceBusReceiverOptions { PrefetchCount = 1000 });
        await host.Sender().SendMessageAsync(AmqpHost.Message());
        await AmqpHost.OneAsync(stuckReceiver);
        relay.StopReading();

        for (var i = 0; i < 50; i++)
        {
            await host.Sender().SendMessagesAsync(
                Enumerable.Range(0, 20).Select(_ => new ServiceBusMessage(body) { ApplicationProperties = { ["riskLevel"] = "HIGH" } }));
        }

        // 50 MB are there, and what waits for the stuck client is bounded.
        var receiver = host.Receiver();
        await receiver.CompleteMessageAsync(await AmqpHost.OneAsync(receiver));
        Assert.InRange(host.Broker.Counts()["high"].Locked, 1, 500);
        await host.Sender().SendMessageAsync(new ServiceBusMessage("low") { ApplicationProperties = { ["riskLevel"] = "LOW" } });
        Assert.Equal("low", (await AmqpHost.OneAsync(host.Receiver("low"))).Body.ToString());
    }

    [Fact]
    public async Task Listener_that_ends_tells_its_clients()
    {
        var host = new AmqpHost();
        var receive = host.Receiver().ReceiveMessageAsync(TimeSpan.FromSeconds(30));
        using var socket = await ConnectAsync(host.Port);
        await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System);

        host.StopListening();

        // Not after its thirty seconds: the client was told. Whether it throws or comes back empty is the client's own affair.
        await Task.WhenAny(receive, Task.Delay(TimeSpan.FromSeconds(10), TimeProvider.System));
        Assert.True(receive.IsCompleted);
        await Assert.ThrowsAnyAsync<SocketException>(() => ConnectAsync(host.Port));
        await host.DisposeAsync();
    }

    [Fact]
    public async Task Spoilt_conversations_disturb_no_other()
    {
        await using var fuzz = new ListenerFuzz();

        var (attacks, rounds, _) = await fuzz.RunAsync(TimeSpan.FromSeconds(3), seed: 20_260_304);

        Assert.True(attacks > 100, $"{attacks} attacks");
        Assert.True(rounds > 10, $"{rounds} rounds");
    }

    private static async Task<Socket> ConnectAsync(int port)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, port);
        return socket;
    }

    private static async Task EndsAsync(Task<int> read)
    {
        try
        {
            Assert.Equal(0, await read.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System));
        }
        catch (SocketException)
        {
            // It was reset, which is an end as well.
        }
    }
}
