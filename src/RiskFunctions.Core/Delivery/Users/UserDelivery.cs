using RiskFunctions.Delivery.Sending;
using RiskFunctions.Delivery.Settling;
using RiskFunctions.Delivery.Telemetry;
using RiskFunctions.Metering.Sharing;
using RiskFunctions.SecurityEvents;

namespace RiskFunctions.Delivery.Users;

/// <summary>Sends what a batch's messages say about users, beside their addresses, with a meter and a circuit of its own.</summary>
internal sealed class UserDelivery(
    RequestSender<UserWork> sender, MeterSession meter, OktaCircuit circuit, MessageSettler settler, UserRules rules, FlowMetrics metrics, TimeProvider time)
{
    public MeterSession Meter => meter;

    public OktaCircuit Circuit => circuit;

    /// <summary>Sends all that is open about users. A message with nothing left open is settled at once.</summary>
    /// <returns>Settlements that failed.</returns>
    public async Task<IReadOnlyList<Exception>> SendAsync(IReadOnlyList<BatchMessage> messages, CancellationToken stopping)
    {
        var faults = new List<Exception>();
        var work = new UserWork(messages, rules, (message, reason) => metrics.LeftOutUser(message.Lane, reason));
        while (work.Next() && (!work.Refresh(time.GetUtcNow()) || await sender.SendAsync(work, stopping)))
        {
            if (work.Message is { IsOpen: true, HasOpen: false } finished)
            {
                faults.AddRange(await settler.SettleAsync([finished], mayLeave: true));
            }
        }

        return faults;
    }
}
