using RiskFunctions.Signals;
using RiskFunctions.Testing.Delivery;

namespace RiskFunctions.Core.Tests.Delivery.Batches;

/// <summary>A day of trouble, with three lanes full and filling on: Service Bus gives up on a message after 500 deliveries.</summary>
[Collection(SimulatedTime.Name)]
public sealed class SeatFillingEnduranceTests
{
    [Theory]
    [InlineData("down")]
    [InlineData("silent")]
    [InlineData("throttled")]
    [InlineData("refuses the credential")]
    [InlineData("every second answer")]
    [InlineData("takes small requests only")]
    [InlineData("up for ten seconds a minute")]
    [InlineData("up for a minute in ten")]
    public async Task Day_of_trouble_spends_less_than_500_deliveries_with_filling_on(string okta)
    {
        await using var rig = new DeliveryRig();
        var end = TimeSpan.FromHours(24);
        rig.Okta.Answer = async (call, token) =>
        {
            var since = call.At - Some.Time;
            var fails = since < end && okta switch
            {
                "every second answer" => call.Number % 2 == 0,
                "takes small requests only" => call.Addresses.Count > 1,
                "up for ten seconds a minute" => since.Seconds >= 10,
                "up for a minute in ten" => since.Minutes % 10 != 0,
                _ => true,
            };
            return (fails, okta) switch
            {
                (false, _) => OktaAnswer.Accepted(),
                (true, "silent") => await FillingTraffic.NeverAsync(rig, token),
                (true, "throttled") => OktaAnswer.Throttled(call.At, TimeSpan.FromSeconds(50)),
                (true, "refuses the credential") => OktaAnswer.Refused(),
                _ => OktaAnswer.Status(503),
            };
        };
        foreach (var lane in Enum.GetValues<RiskLevel>())
        {
            rig.Lanes.Put(lane, rig.Signals(lane, 200, apart: true));
        }

        var stop = Some.Time + end + TimeSpan.FromHours(2);
        await rig.RunAsync(
            () => Task.WhenAll(
                Enum.GetValues<RiskLevel>().Select(lane => FillingTraffic.TriggerAsync(rig, lane, stop)).Append(
                    FillingTraffic.HighAsync(rig, Some.Time + end, TimeSpan.FromMinutes(2)))),
            TimeSpan.FromDays(2));

        Assert.InRange(rig.Lanes.HandedOut.Max(m => m.Message.DeliveryCount), 1, 499);
        Assert.Equal(
            600,
            rig.Lanes.HandedOut.Where(m => m.Settled == "complete" && !m.Message.MessageId.StartsWith('m')).Select(m => m.Message.MessageId).Distinct()
                .Count());
        Assert.DoesNotContain(rig.Lanes.HandedOut, m => m.Settled == "dead-letter");
    }
}
