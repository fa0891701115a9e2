using Azure.Messaging.ServiceBus;
using RiskFunctions.Delivery;
using RiskFunctions.Delivery.Batches;
using RiskFunctions.Delivery.Telemetry;
using RiskFunctions.Signals;
using RiskFunctions.Signals.Results;

namespace RiskFunctions.Azure.ServiceBus;

/// <summary>
/// Takes passengers from the lanes of Service Bus: one receiver a lane, kept open, and one receive of it at a time. What the broker sends for credit
/// that a short receive has left over is given back by the client's own link at once, and counts as no delivery (docs/adr/0015-nobody-listens-between-two-receives.md);
/// so nothing has to listen between two calls.
/// </summary>
internal sealed class ServiceBusLaneSource(ServiceBusConnection connection, LateBatches lateBatches) : ILaneSource, IDisposable
{
    private readonly Dictionary<RiskLevel, Lane> _lanes = Enum.GetValues<RiskLevel>().ToDictionary(level => level, level => new Lane(connection, level.Tag()));

    public async Task<IReadOnlyList<LockedMessage>> TakeAsync(RiskLevel lane, int maxMessages, IBatchDelivery late, CancellationToken enough)
    {
        var receive = _lanes[lane].TakeAsync(maxMessages, enough);
        try
        {
            return await receive.WaitAsync(enough);
        }
        catch (OperationCanceledException) when (enough.IsCancellationRequested)
        {
            // Not cancelled: a receive that is cancelled forgets messages that it has locked already.
            lateBatches.Follow(lane, receive, late);
            return [];
        }
    }

    public void Dispose()
    {
        foreach (var lane in _lanes.Values)
        {
            lane.Dispose();
        }
    }

    private sealed class Lane(ServiceBusConnection connection, string name) : IDisposable
    {
        private readonly SemaphoreSlim _turn = new(1);
        private readonly Lazy<ServiceBusReceiver> _receiver = new(() => connection.LaneReceiver(name));

        public async Task<IReadOnlyList<LockedMessage>> TakeAsync(int maxMessages, CancellationToken enough)
        {
            await _turn.WaitAsync(enough);
            try
            {
                var received = await _receiver.Value.ReceiveMessagesAsync(maxMessages, SeatFilling.LongestLook, CancellationToken.None);
                return PeekLockedMessage.Of(received, _receiver.Value);
            }
            finally
            {
                _turn.Release();
            }
        }

        public void Dispose() => _turn.Dispose();
    }
}
