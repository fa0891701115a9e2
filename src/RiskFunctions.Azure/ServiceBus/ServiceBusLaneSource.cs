using Azure.Messaging.ServiceBus;
using RiskFunctions.Delivery;
using RiskFunctions.Delivery.Batches;
using RiskFunctions.Signals;
using RiskFunctions.Signals.Results;

namespace RiskFunctions.Azure.ServiceBus;

/// <summary>
/// Takes passengers from the lanes of Service Bus: one receiver for each lane, kept open, and one receive at a time. Messages that come for left-over
/// credit are given back by the client's own link at once, and count as no delivery, so nothing listens between two calls
/// (docs/adr/0015-nobody-listens-between-two-receives.md).
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
            // Not cancelled: a cancelled receive forgets messages that it has locked.
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
