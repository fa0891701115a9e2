using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;
using RiskFunctions.LocalHost.Broker.Messages;
using RiskFunctions.LocalHost.Broker.Queues;
using RiskFunctions.Testing.Time;
using static RiskFunctions.Testing.Time.Waiting;

namespace RiskFunctions.LocalHost.Tests.Broker.Amqp;

/// <summary>One level below the SDK: credit, drain and dispositions, as a client of any make may use them.</summary>
public sealed class LinkCreditTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Credit_is_used_up_and_no_more_comes()
    {
        await using var host = new AmqpHost();
        var (connection, link, arrived) = await OpenAsync(host);
        Send(host, 10);

        link.IssueCredit(3, drain: false, AmqpConstants.NullBinary);

        await UntilAsync(() => arrived.Count == 3);
        await StaysAsync(host, new LaneCounts(7, 3, 0));
        link.IssueCredit(2, drain: false, AmqpConstants.NullBinary);
        await UntilAsync(() => arrived.Count == 5);
        await StaysAsync(host, new LaneCounts(5, 5, 0));
        await connection.CloseAsync(Limit);
    }

    [Fact]
    public async Task Credit_taken_back_is_not_used()
    {
        await using var host = new AmqpHost();
        var (connection, link, arrived) = await OpenAsync(host);
        link.IssueCredit(10, drain: false, AmqpConstants.NullBinary);
        link.IssueCredit(2, drain: false, AmqpConstants.NullBinary);
        link.IssueCredit(2, drain: false, AmqpConstants.NullBinary);
        await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);

        Send(host, 5);

        await UntilAsync(() => arrived.Count == 2);
        await StaysAsync(host, new LaneCounts(3, 2, 0));
        await connection.CloseAsync(Limit);
    }

    /// <summary>https://github.com/Azure/azure-sdk-for-net/issues/31883: nobody waits at the client, and the message is locked for it all the same.</summary>
    [Fact]
    public async Task Credit_left_over_locks_a_message_at_once_whether_or_not_anybody_waits()
    {
        await using var host = new AmqpHost();
        var (connection, link, _) = await OpenAsync(host);
        link.IssueCredit(1, drain: false, AmqpConstants.NullBinary);
        await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);

        Send(host, 1);

        await UntilAsync(() => host.Broker.Counts()["high"] == new LaneCounts(0, 1, 0));
        await connection.CloseAsync(Limit);
    }

    [Fact]
    public async Task Drain_gives_what_is_there_and_takes_the_rest_of_the_credit_back()
    {
        await using var host = new AmqpHost();
        var (connection, link, arrived) = await OpenAsync(host);
        Send(host, 3);

        link.IssueCredit(10, drain: true, AmqpConstants.NullBinary);

        await UntilAsync(() => link.LinkCredit == 0);
        Assert.Equal(3, arrived.Count);
        Send(host, 1);
        await StaysAsync(host, new LaneCounts(1, 3, 0));
        await connection.CloseAsync(Limit);
    }

    [Fact]
    public async Task Disposition_after_the_lock_has_run_out_is_refused_with_the_reason()
    {
        var time = new ManualTimeProvider();
        await using var host = new AmqpHost(time: time);
        var (connection, link, arrived) = await OpenAsync(host);
        Send(host, 1);
        link.IssueCredit(1, drain: false, AmqpConstants.NullBinary);
        await UntilAsync(() => arrived.Count == 1);
        time.Advance(TimeSpan.FromMinutes(1));

        var outcome = await link.DisposeMessageAsync(arrived[0].DeliveryTag, AmqpConstants.AcceptedOutcome, batchable: true, Limit);

        Assert.Equal("com.microsoft:message-lock-lost", Assert.IsType<Rejected>(outcome).Error.Condition.Value);
        Assert.Equal(new LaneCounts(1, 0, 0), host.Broker.Counts()["high"]);
        await connection.CloseAsync(Limit);
    }

    [Fact]
    public async Task Released_spends_no_delivery_and_rejected_in_another_clients_words_is_a_dead_letter_with_them()
    {
        await using var host = new AmqpHost();
        var (connection, link, arrived) = await OpenAsync(host);
        Send(host, 1);
        link.IssueCredit(1, drain: false, AmqpConstants.NullBinary);
        await UntilAsync(() => arrived.Count == 1);

        Assert.IsType<Accepted>(await link.DisposeMessageAsync(arrived[0].DeliveryTag, AmqpConstants.ReleasedOutcome, batchable: true, Limit));
        link.IssueCredit(1, drain: false, AmqpConstants.NullBinary);
        await UntilAsync(() => arrived.Count == 2);
        Assert.Equal(0u, arrived[1].Header.DeliveryCount);
        var rejected = new Rejected { Error = new Error { Condition = "app:bad", Description = "no address" } };
        Assert.IsType<Accepted>(await link.DisposeMessageAsync(arrived[1].DeliveryTag, rejected, batchable: true, Limit));

        var dead = Assert.Single(host.Broker.DeadLetters());
        Assert.Equal(("app:bad", "no address"), (dead.Reason, dead.Description));
        await connection.CloseAsync(Limit);
    }

    private static async Task<(AmqpConnection Connection, ReceivingAmqpLink Link, List<AmqpMessage> Arrived)> OpenAsync(AmqpHost host)
    {
        var connection = await AmqpConnection.Factory.OpenConnectionAsync($"amqp://127.0.0.1:{host.Port}");
        var session = connection.CreateSession(new AmqpSessionSettings());
        await session.OpenAsync(Limit);
        var link = new ReceivingAmqpLink(session, new AmqpLinkSettings
        {
            LinkName = "raw",
            Role = true,
            Source = new Source { Address = "risk-signals/Subscriptions/high" },
            Target = new Target(),
            SettleType = SettleMode.SettleOnDispose,
            AutoSendFlow = false,
        });
        List<AmqpMessage> arrived = [];
        link.RegisterMessageListener(arrived.Add);
        await link.OpenAsync(Limit);
        return (connection, link, arrived);
    }

    private static void Send(AmqpHost host, int messages)
    {
        for (var i = 0; i < messages; i++)
        {
            host.Broker.Send(new SentMessage
            {
                Body = "hello"u8.ToArray(),
                Properties = new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase) { ["riskLevel"] = "HIGH" },
            });
        }
    }

    private static async Task StaysAsync(AmqpHost host, LaneCounts counts)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        Assert.Equal(counts, host.Broker.Counts()["high"]);
    }
}
