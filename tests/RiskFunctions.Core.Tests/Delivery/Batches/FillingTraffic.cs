using System.Net;
using RiskFunctions.Delivery.Batches;
using RiskFunctions.Signals;
using RiskFunctions.Testing.Delivery;

namespace RiskFunctions.Core.Tests.Delivery.Batches;

/// <summary>What comes in, and what goes wrong, in the tests of seat filling.</summary>
internal static class FillingTraffic
{
    /// <summary>One batch after the other, as the lane's function does.</summary>
    public static async Task TriggerAsync(DeliveryRig rig, RiskLevel lane, DateTimeOffset end)
    {
        while (rig.Time.GetUtcNow() < end)
        {
            if (rig.Lanes.Receive(lane) is { Count: > 0 } batch)
            {
                await rig.StartAsync(batch, lane);
            }
            else
            {
                await Task.Delay(TimeSpan.FromSeconds(10), rig.Time);
            }
        }
    }

    /// <summary>A HIGH signal every now and then, each a batch of its own.</summary>
    public static async Task HighAsync(DeliveryRig rig, DateTimeOffset end, TimeSpan every)
    {
        for (var n = 0; rig.Time.GetUtcNow() < end; n++)
        {
            await rig.StartAsync([rig.Message(n)]);
            await Task.Delay(every, rig.Time);
        }
    }

    /// <summary>Okta does not answer; simulated time goes on.</summary>
    public static async Task<HttpResponseMessage> NeverAsync(DeliveryRig rig, CancellationToken token)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, rig.Time, token);
        return new HttpResponseMessage(HttpStatusCode.InternalServerError);
    }

    /// <summary>The host tells its services to stop.</summary>
    public static Task StopHostAsync(DeliveryRig rig) => rig.Get<BatchesUnderWay>().StopAsync(CancellationToken.None);

    /// <summary>Okta takes this long.</summary>
    public static void Slow(DeliveryRig rig, TimeSpan time) => rig.Okta.Answer = async (_, token) =>
    {
        await Task.Delay(time, rig.Time, token);
        return OktaAnswer.Accepted();
    };

    /// <summary>Each of its signals needs an event of its own.</summary>
    public static FakeLockedMessage Many(DeliveryRig rig, string id, int signals) => rig.Message(
        id, Enumerable.Range(0, signals).Select(n => Some.Signal(Some.Address(1_000 + n), RiskLevel.Low, Some.Time.AddMinutes(1 + n))));
}
