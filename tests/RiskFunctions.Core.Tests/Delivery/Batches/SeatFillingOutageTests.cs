using RiskFunctions.Delivery.Sending;
using RiskFunctions.Signals;
using RiskFunctions.Testing.Delivery;

namespace RiskFunctions.Core.Tests.Delivery.Batches;

/// <summary>A request with passengers does not get through: they go back at once, and the batch goes on by itself.</summary>
[Collection(SimulatedTime.Name)]
public sealed class SeatFillingOutageTests
{
    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(401)]
    [InlineData(403)]
    public async Task Passengers_go_back_at_once_and_the_own_message_is_held_as_before(int status)
    {
        await using var rig = new DeliveryRig();
        rig.Okta.AnswerWith(call => call.Number == 1 ? OktaAnswer.Status(status) : OktaAnswer.Accepted());
        var passengers = rig.Lanes.Put(RiskLevel.Low, rig.Signals(RiskLevel.Low, 15));
        var own = rig.Message(1);

        await rig.DeliverAsync(own);

        Assert.Equal(16, rig.Okta.Calls[0].Addresses.Count);
        Assert.All(passengers, m => Assert.Equal(("abandon", rig.Okta.Calls[0].At), (m.Settled, m.SettledAt)));
        Assert.All(passengers, m => Assert.Empty(m.Note!));
        Assert.Equal("complete", own.Settled);
        Assert.Equal([Some.Address(1)], rig.Okta.Calls[1].Addresses);
        Assert.Equal(2, rig.Okta.Calls.Count);
    }

    [Fact]
    public async Task A_500_to_a_request_with_passengers_is_no_evidence_against_the_own_message()
    {
        await using var rig = new DeliveryRig();
        rig.Okta.AnswerWith(call =>
        {
            if (call.Number == 2)
            {
                // Okta takes another lane's request between the two answers.
                rig.Get<OktaCircuit>().Succeed();
            }

            return call.Number <= 2 ? OktaAnswer.Error(500, "E0000009", "Internal Server Error") : OktaAnswer.Accepted();
        });
        rig.Lanes.Put(RiskLevel.Low, rig.Signals(RiskLevel.Low, 15));
        var own = rig.Message(1);

        await rig.DeliverAsync(own);

        Assert.Equal([16, 1, 1], rig.Okta.Calls.Select(c => c.Addresses.Count));
        Assert.Equal("complete", own.Settled);
        Assert.DoesNotContain(rig.Logs.Entries, e => e.Id.Name == "SignalsSetAside");
    }

    [Fact]
    public async Task Throttled_passengers_go_back_at_once_and_may_ride_again_after_the_reset()
    {
        await using var rig = new DeliveryRig();
        rig.Okta.AnswerWith(call => call.Number == 1 ? OktaAnswer.Throttled(call.At, TimeSpan.FromSeconds(20)) : OktaAnswer.Accepted());
        var passengers = rig.Lanes.Put(RiskLevel.Low, rig.Signals(RiskLevel.Low, 15));
        var own = rig.Message(1);

        await rig.DeliverWithPassengersAsync([own]);

        Assert.All(passengers, m => Assert.Equal(("abandon", Some.Time), (m.Settled, m.SettledAt)));
        Assert.Equal([16, 16], rig.Okta.Calls.Select(c => c.Addresses.Count));
        Assert.Equal("complete", own.Settled);
        Assert.All(rig.Lanes.HandedOut.Skip(15), m => Assert.Equal(("complete", 2), (m.Settled, m.Message.DeliveryCount)));
    }

    [Fact]
    public async Task Time_out_gives_passengers_back_when_it_ends()
    {
        await using var rig = new DeliveryRig();
        rig.Okta.Answer = async (call, token) => call.Number == 1 ? await FillingTraffic.NeverAsync(rig, token) : OktaAnswer.Accepted();
        var passengers = rig.Lanes.Put(RiskLevel.Low, rig.Signals(RiskLevel.Low, 15));
        var own = rig.Message(1);

        await rig.DeliverAsync(own);

        Assert.All(passengers, m => Assert.Equal(("abandon", rig.Okta.Calls[0].At + DeliveryTimes.Try), (m.Settled, m.SettledAt)));
        Assert.Equal("complete", own.Settled);
        Assert.Equal([Some.Address(1)], rig.Okta.Calls[1].Addresses);
    }

    [Fact]
    public async Task Nobody_is_taken_while_there_is_no_credential()
    {
        await using var rig = new DeliveryRig();
        rig.Secrets.Fault = new InvalidOperationException("no vault");
        rig.Lanes.Put(RiskLevel.Low, rig.Signals(RiskLevel.Low, 15));
        var own = rig.Message(1);

        await rig.DeliverAsync(own);

        Assert.Equal("abandon", own.Settled);
        Assert.Empty(rig.Lanes.Calls);
    }

    [Theory]
    [InlineData(500, 7)]
    [InlineData(503, 7)]
    [InlineData(401, 4)]
    public async Task Nobody_is_taken_for_retries_and_probes_even_when_the_first_try_went_alone(int status, int failures)
    {
        await using var rig = new DeliveryRig();
        rig.Okta.Answer = (call, _) =>
        {
            if (call.Number == 1)
            {
                rig.Lanes.Put(RiskLevel.High, rig.Signals(RiskLevel.High, 5));
            }

            return Task.FromResult(call.Number <= failures ? OktaAnswer.Status(status) : OktaAnswer.Accepted());
        };
        var own = rig.Message(1);

        await rig.DeliverAsync(own);

        Assert.Equal("complete", own.Settled);
        Assert.Equal(failures + 1, rig.Okta.Calls.Count);
        Assert.All(rig.Lanes.Calls, c => Assert.Equal(Some.Time, c.At));
        Assert.Equal(5, rig.Lanes.Waiting(RiskLevel.High));
    }

    [Fact]
    public async Task Nobody_is_taken_by_another_lane_while_retries_run()
    {
        await using var rig = new DeliveryRig();
        rig.Okta.AnswerWith(
            call => call.Addresses.Contains(Some.Address(1)) && call.At < Some.Time.AddSeconds(3) ? OktaAnswer.Status(503) : OktaAnswer.Accepted());
        var own = rig.Message(1);
        var other = rig.Message(2);

        await rig.RunAsync(() => Task.WhenAll(rig.StartAsync([own]), OtherAsync()));

        Assert.Equal(("complete", "complete"), (own.Settled, other.Settled));
        Assert.DoesNotContain(rig.Lanes.Calls, c => c.At == Some.Time.AddMilliseconds(200));

        async Task OtherAsync()
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), rig.Time);
            rig.Lanes.Put(RiskLevel.High, rig.Signals(RiskLevel.High, 5));
            await rig.StartAsync([other]);
        }
    }

    [Fact]
    public async Task Requests_are_filled_again_once_Okta_takes_them()
    {
        await using var rig = new DeliveryRig();
        rig.Okta.AnswerWith(call => call.Number <= 6 ? OktaAnswer.Status(503) : OktaAnswer.Accepted());
        rig.Lanes.Put(RiskLevel.Low, rig.Signals(RiskLevel.Low, 5));
        await rig.DeliverAsync(rig.Message(1));

        await rig.DeliverWithPassengersAsync([rig.Message(2)]);

        Assert.Equal(6, rig.Okta.Calls[^1].Addresses.Count);
    }

    [Fact]
    public async Task Throttled_low_batch_asks_again_in_its_own_lane_whoever_rode_with_it()
    {
        await using var rig = new DeliveryRig();
        rig.Okta.AnswerWith(call => call.Number == 1 ? OktaAnswer.Throttled(call.At, TimeSpan.FromSeconds(20)) : OktaAnswer.Accepted());
        rig.Lanes.Put(RiskLevel.High, rig.Signals(RiskLevel.High, 1));
        var low = rig.Message("low", Some.Signal(Some.Address(1), RiskLevel.Low));
        var medium = rig.Message("medium", Some.Signal(Some.Address(2), RiskLevel.Medium));

        await rig.RunAsync(() => Task.WhenAll(rig.StartAsync([low], RiskLevel.Low), MediumAsync()));

        Assert.True(rig.Okta.Calls[1].Names(Some.Address(2)));
        Assert.Equal(("complete", "complete"), (low.Settled, medium.Settled));

        async Task MediumAsync()
        {
            await Task.Delay(TimeSpan.FromSeconds(2), rig.Time);
            await rig.StartAsync([medium], RiskLevel.Medium);
        }
    }

    [Fact]
    public async Task Passenger_over_which_Okta_stumbles_sets_no_own_message_aside_and_is_found_in_the_end()
    {
        await using var rig = new DeliveryRig();
        var bad = DeliveryRig.AddressOf(RiskLevel.Low, 45);
        rig.Okta.AnswerWith(call => call.Names(bad) ? OktaAnswer.Error(500, "E0000009", "Internal Server Error") : OktaAnswer.Accepted());
        rig.Lanes.Put(RiskLevel.Low, rig.Signals(RiskLevel.Low, 60, apart: true));
        var end = Some.Time.AddMinutes(15);

        await rig.RunAsync(
            () => Task.WhenAll(FillingTraffic.TriggerAsync(rig, RiskLevel.Low, end), FillingTraffic.HighAsync(rig, end, every: TimeSpan.FromSeconds(5))),
            TimeSpan.FromHours(1));

        var completed = rig.Lanes.HandedOut.Where(m => m.Settled == "complete").Select(m => m.Message.MessageId).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(59, completed.Count(id => id.StartsWith("Low")));
        Assert.DoesNotContain("Low45", completed);
        Assert.Contains(rig.Logs.Entries, e => e.Id.Name == "SignalsSetAside");

        // Set aside is the bad one alone: no other goes back with a note.
        Assert.All(rig.Lanes.HandedOut.Where(m => m.Note is { Count: > 0 }), m => Assert.Equal("Low45", m.Message.MessageId));
        Assert.InRange(rig.Lanes.HandedOut.Where(m => m.Message.MessageId != "Low45").Max(m => m.Message.DeliveryCount), 1, 12);
    }
}
