using System.Threading.Channels;
using Microsoft.Azure.Amqp;
using RiskFunctions.LocalHost.Broker.Amqp.Wire;
using RiskFunctions.LocalHost.Broker.Messages;
using RiskFunctions.LocalHost.Broker.Queues;

namespace RiskFunctions.LocalHost.Broker.Amqp;

/// <summary>
/// A client's receiver. It gets messages as long as it has credit, whether or not the client waits for them: with credit left over, a new message
/// is locked and pushed at once, as Service Bus does (https://github.com/Azure/azure-sdk-for-net/issues/31883).
/// </summary>
internal sealed class LaneLink
{
    /// <summary>So many messages at a time; then other receivers get their turn.</summary>
    private const int MostAtOnce = 64;

    /// <summary>A timer cannot be set for much longer.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromDays(1);

    private readonly Lock _pushing = new();
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ClientConnection _connection;
    private readonly SendingAmqpLink _link;
    private readonly InMemoryBroker _broker;
    private readonly QueueAddress _queue;
    private readonly TimeProvider _time;
    private readonly bool _deletes;

    private LaneLink(ClientConnection connection, SendingAmqpLink link, QueueAddress queue, InMemoryBroker broker, TimeProvider time)
    {
        _connection = connection;
        _link = link;
        _broker = broker;
        _queue = queue;
        _time = time;
        _deletes = link.Settings.SettleType == SettleMode.SettleOnSend;
    }

    private bool MayPush => _link.LinkCredit > 0 && !_connection.IsFull && !_link.IsClosing();

    public static AmqpLink Create(AmqpSession session, AmqpLinkSettings settings, QueueAddress queue, InMemoryBroker broker, TimeProvider time)
    {
        var connection = (ClientConnection)session.Connection;
        var link = new SendingAmqpLink(session, settings);
        var lane = new LaneLink(connection, link, queue, broker, time);
        link.RegisterCreditListener((_, drain, _) => lane.OnCredit(drain));
        link.RegisterDispositionListener(delivery => lane.OnDisposition(delivery));
        connection.Drained += lane.Wake;
        link.SafeAddClosed((_, _) => lane.Close());
        _ = lane.RunAsync();
        return link;
    }

    /// <summary>A drain is answered when this returns, so all that is there must have been sent by then.</summary>
    private void OnCredit(bool drain)
    {
        if (drain)
        {
            Push();
        }
        else
        {
            Wake(this, EventArgs.Empty);
        }
    }

    private void OnDisposition(Microsoft.Azure.Amqp.Delivery delivery)
    {
        if (!_deletes && delivery.State is { } state && DispositionOutcome.Decides(state))
        {
            _link.DisposeDelivery(delivery, settled: true, DispositionOutcome.Apply(_broker, new Guid(delivery.DeliveryTag), state));
        }
    }

    private void Wake(object? sender, EventArgs e) => _wake.Writer.TryWrite(true);

    private void Close()
    {
        _connection.Drained -= Wake;
        _wake.Writer.TryComplete();
    }

    private async Task RunAsync()
    {
        try
        {
            var woken = _wake.Reader.WaitToReadAsync().AsTask();
            while (!_link.IsClosing())
            {
                var watch = MayPush ? _broker.Watch(_queue) : null;
                Push();
                await WaitAsync(woken, watch);
                if (woken.IsCompleted)
                {
                    _wake.Reader.TryRead(out _);
                    woken = _wake.Reader.WaitToReadAsync().AsTask();
                }
            }
        }
        catch (Exception fault)
        {
            // Nobody awaits this. The client is told, and its messages come back when their locks end.
            _link.SafeClose(fault);
        }
    }

    /// <summary>Returns when there is credit and a message, or a time to look for one, or when the link has closed.</summary>
    private async Task WaitAsync(Task woken, QueueWatch? watch)
    {
        if (watch is null)
        {
            await woken;
            return;
        }

        using var stop = new CancellationTokenSource();
        var pause = watch.NextDue is { } due ? due - _time.GetUtcNow() : LongestPause;
        var timer = Task.Delay(pause < TimeSpan.Zero ? TimeSpan.Zero : pause < LongestPause ? pause : LongestPause, _time, stop.Token);
        await Task.WhenAny(woken, watch.Arrival, timer);
        await stop.CancelAsync(); // Frees the timer when a message came first.
    }

    private void Push()
    {
        lock (_pushing)
        {
            while (MayPush && _broker.Take(_queue, (int)Math.Min(_link.LinkCredit, MostAtOnce)) is { Count: > 0 } taken)
            {
                foreach (var message in taken)
                {
                    Send(message);
                }
            }
        }
    }

    private void Send(DeliveredMessage message)
    {
        var delivery = MessageWriter.Write(message);
        delivery.DeliveryTag = new ArraySegment<byte>(message.LockToken.ToByteArray());
        if (_link.IsClosing() || !((ClientSession)_link.Session).TrySend(_link, delivery))
        {
            // The client went, or took its credit back at this moment.
            _broker.TryRelease(message.LockToken);
        }
        else if (_deletes)
        {
            _broker.Complete(message.LockToken);
        }
    }
}
