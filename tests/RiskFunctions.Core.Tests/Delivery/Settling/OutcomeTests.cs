using RiskFunctions.Delivery;
using RiskFunctions.Delivery.Sending;
using RiskFunctions.Delivery.Splitting;
using RiskFunctions.Signals;
using RiskFunctions.Testing.Delivery;

namespace RiskFunctions.Core.Tests.Delivery.Settling;

/// <summary>Okta's answers and what becomes of the messages: the rows of the settlement table, through the whole flow.</summary>
[Collection(SimulatedTime.Name)]
public sealed class OutcomeTests
{
    [Fact]
    public async Task One_culprit_of_twenty_is_dead_lettered_alone_within_eleven_requests()
    {
        for (var culprit = 0; culprit < 20; culprit++)
        {
            await using var rig = new DeliveryRig();
            var batch = rig.Messages(20);
            rig.Okta.AnswerWith(call => call.Names(Some.Address(culprit)) ? OktaAnswer.Invalid() : OktaAnswer.Accepted());

            await rig.DeliverAsync(batch);

            Assert.Equal(19, batch.Count(m => m.Settled == "complete"));
            Assert.Equal("dead-letter", batch[culprit].Settled);
            Assert.Equal("RejectedByOkta", batch[culprit].Reason);
            Assert.Equal("E0000001: Api validation failed: RiskEvent; a cause (errorId oae1)", batch[culprit].Description);
            Assert.InRange(rig.Okta.Calls.Count, 2, 11);
        }
    }

    [Fact]
    public async Task All_twenty_bad_are_dead_lettered_in_a_bounded_number_of_requests()
    {
        await using var rig = new DeliveryRig();
        var batch = rig.Messages(20);
        rig.Okta.AnswerWith(_ => OktaAnswer.Invalid());

        await rig.DeliverAsync(batch);

        Assert.All(batch, m => Assert.Equal("RejectedByOkta", m.Reason));
        Assert.Equal(39, rig.Okta.Calls.Count);
    }

    [Fact]
    public async Task Too_many_splits_send_the_good_ones_put_back_the_rest_and_end_after_some_deliveries()
    {
        // Fifty requests with a culprit in each, and a good message behind them.
        await using var rig = new DeliveryRig(("RateMeter:RequestsPerMinute", "600"));
        var culprits = Enumerable.Range(0, 50).Select(n => Some.Address(n * 20)).ToHashSet(StringComparer.Ordinal);
        rig.Okta.AnswerWith(call => call.Addresses.Any(culprits.Contains) ? OktaAnswer.Invalid() : OktaAnswer.Accepted());
        rig.Message("bad", Enumerable.Range(0, 1_000).Select(n => Some.Signal(Some.Address(n), at: Some.Time.AddMinutes(-n))));
        rig.Message("good", Some.Signal(Some.Address(2_000), at: Some.Time.AddHours(1)));
        var good = rig.Receive("good");

        await rig.DeliverAsync(rig.Receive("bad"), good);

        Assert.Equal("complete", good.Settled);
        Assert.InRange(rig.Okta.Calls.Count, 51, 51 + (2 * SuspectSearch.MaxSplits));
        Assert.Contains(rig.Logs.Entries, e => e.Id.Name == "TooManySplits");

        var lane = new SimulatedLane(rig, RiskLevel.High, ["bad"]);
        await rig.RunAsync(() => lane.RunAsync(Some.Time.AddHours(1)), TimeSpan.FromHours(2));

        Assert.Equal(["bad"], lane.DeadLettered);
        Assert.InRange(lane.MostDeliveries, 2, 15);
        var sent = rig.Okta.Calls.Where(c => !c.Addresses.Any(culprits.Contains)).SelectMany(c => c.Addresses).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(951, sent.Count);
    }

    [Fact]
    public async Task One_culprit_among_the_subjects_of_an_event_is_dead_lettered_after_the_others_were_sent()
    {
        await using var rig = new DeliveryRig();
        var message = rig.Message("array", Some.Signals(50));
        rig.Okta.AnswerWith(call => call.Names(Some.Address(31)) ? OktaAnswer.Invalid() : OktaAnswer.Accepted());

        await rig.DeliverAsync(message);

        Assert.Equal("RejectedByOkta", message.Reason);
        Assert.Contains("one of the message's 50 signals; those that Okta did not refuse were sent", message.Description);
        var sent = rig.Okta.Calls.Where(c => !c.Names(Some.Address(31))).SelectMany(c => c.Addresses).ToList();
        Assert.Equal(49, sent.Count);
        Assert.Equal(49, sent.Distinct().Count());
        Assert.InRange(rig.Okta.Calls.Count, 2, 13);
    }

    [Fact]
    public async Task Expired_member_of_an_array_is_told_after_the_others_were_sent()
    {
        await using var rig = new DeliveryRig();
        var message = rig.Message("array", Some.Signal("203.0.113.1", expiresAt: Some.Time), Some.Signal("203.0.113.2"));

        await rig.DeliverAsync(message);

        Assert.Equal("SignalExpired", message.Reason);
        Assert.Equal(["203.0.113.2"], Assert.Single(rig.Okta.Calls).Addresses);
    }

    [Fact]
    public async Task Merged_message_is_delivered_although_the_one_it_shared_an_address_with_is_refused()
    {
        await using var rig = new DeliveryRig();
        var culprit = rig.Message("culprit", Some.Signal("203.0.113.7"), Some.Signal("203.0.113.66"));
        var innocent = rig.Message("innocent", Some.Signal("203.0.113.7"));
        rig.Okta.AnswerWith(call => call.Names("203.0.113.66") ? OktaAnswer.Invalid() : OktaAnswer.Accepted());

        await rig.DeliverAsync(culprit, innocent);

        Assert.Equal("RejectedByOkta", culprit.Reason);
        Assert.Equal("complete", innocent.Settled);
        Assert.Contains(rig.Okta.Calls, c => c.Addresses is ["203.0.113.7"]);
    }

    [Fact]
    public async Task Message_with_one_refused_signal_of_several_is_dead_lettered_after_the_others_were_sent()
    {
        await using var rig = new DeliveryRig();
        var mixed = rig.Message("mixed", Some.Signal("203.0.113.1", at: Some.Time), Some.Signal("203.0.113.2", at: Some.Time.AddSeconds(1)));
        rig.Okta.AnswerWith(call => call.Names("203.0.113.1") ? OktaAnswer.Invalid() : OktaAnswer.Accepted());

        await rig.DeliverAsync(mixed);

        Assert.Equal("RejectedByOkta", mixed.Reason);
        Assert.Contains("one of the message's 2 signals", mixed.Description);
        Assert.Contains(rig.Okta.Calls, c => c.Addresses is ["203.0.113.2"]);
    }

    [Fact]
    public async Task Refused_credential_that_was_rotated_is_fetched_afresh_at_once()
    {
        await using var rig = new DeliveryRig();
        rig.Secrets.Value = "00rotated";
        rig.Okta.AnswerWith(call => call.Authorization == "SSWS 00rotated" ? OktaAnswer.Accepted() : OktaAnswer.Refused());
        var message = rig.Message(1);

        await rig.DeliverAsync(message);

        Assert.Equal("complete", message.Settled);
        Assert.Equal(2, rig.Okta.Calls.Count);
        Assert.Equal(1, rig.Secrets.FreshReads);
        Assert.Equal(rig.Okta.Calls[0].At, rig.Okta.Calls[1].At);
    }

    [Fact]
    public async Task Credential_rotated_while_a_batch_is_held_is_used_within_one_pause()
    {
        await using var rig = new DeliveryRig();
        rig.Okta.AnswerWith(call => call.Authorization == "SSWS 00rotated" ? OktaAnswer.Accepted() : OktaAnswer.Refused());
        var message = rig.Message(1);
        var rotated = TimeSpan.FromSeconds(70);
        rig.In(rotated, () => rig.Secrets.Value = "00rotated");

        await rig.DeliverAsync(message);

        Assert.Equal("complete", message.Settled);
        Assert.InRange(message.SettledAt!.Value - Some.Time - rotated, TimeSpan.Zero, TimeSpan.FromMinutes(2));
        Assert.Contains(rig.Logs.Entries, e => e.Id.Name == "CredentialRefused" && e.Text.Contains("credential of risk events"));
        Assert.Equal(CircuitState.Closed, rig.Get<OktaCircuit>().Snapshot.State);
    }

    [Fact]
    public async Task Forbidden_is_held_and_put_back_never_dead_lettered()
    {
        await using var rig = new DeliveryRig();
        rig.Okta.AnswerWith(_ => OktaAnswer.Error(403, "E0000006", "You do not have permission"));
        var message = rig.Message(1);

        await rig.DeliverAsync(message);

        Assert.Equal("abandon", message.Settled);
        Assert.Equal(DeliveryOptions.DefaultMaxHold, message.SettledAt - Some.Time);
    }

    [Fact]
    public async Task Throttled_request_goes_again_after_the_reset_and_the_circuit_stays_closed()
    {
        await using var rig = new DeliveryRig();
        rig.Okta.AnswerWith(call => call.Number == 1 ? OktaAnswer.Throttled(call.At, TimeSpan.FromSeconds(20)) : OktaAnswer.Accepted());
        var message = rig.Message(1);

        await rig.DeliverAsync(message);

        Assert.Equal("complete", message.Settled);
        Assert.Equal(2, rig.Okta.Calls.Count);
        Assert.InRange(rig.Okta.Calls[1].At - rig.Okta.Calls[0].At, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(22.5));
        Assert.DoesNotContain(rig.Logs.Entries, e => e.Id.Name == "CircuitOpened");
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(302)]
    [InlineData(404)]
    [InlineData(200)]
    public async Task Failed_try_is_repeated_and_each_try_takes_a_permit(int status)
    {
        await using var rig = new DeliveryRig();
        rig.Okta.AnswerWith(call => call.Number < 3 ? OktaAnswer.Status(status) : OktaAnswer.Accepted());
        var message = rig.Message(1);

        await rig.DeliverAsync(message);

        Assert.Equal("complete", message.Settled);
        Assert.Equal(3, rig.Okta.Calls.Count);
        Assert.Equal(3, (await rig.Get<IFlowStatus>().ReadAsync(CancellationToken.None)).Meter.Used);
        Assert.DoesNotContain(rig.Logs.Entries, e => e.Id.Name == "CircuitOpened");
    }

    [Fact]
    public async Task Slow_answer_is_given_up_after_fifteen_seconds_and_repeated()
    {
        await using var rig = new DeliveryRig();
        rig.Okta.Answer = (call, token) => call.Number == 1 ? ScriptedOkta.NeverAsync(token) : Task.FromResult(OktaAnswer.Accepted());
        var message = rig.Message(1);

        await rig.DeliverAsync(message);

        Assert.Equal("complete", message.Settled);
        Assert.InRange(rig.Okta.Calls[1].At - rig.Okta.Calls[0].At, DeliveryTimes.Try, DeliveryTimes.Try + TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Lost_connection_is_repeated()
    {
        await using var rig = new DeliveryRig();
        rig.Okta.AnswerWith(call => call.Number == 1 ? throw new HttpRequestException(HttpRequestError.ConnectionError) : OktaAnswer.Accepted());
        var message = rig.Message(1);

        await rig.DeliverAsync(message);

        Assert.Equal("complete", message.Settled);
    }

    [Fact]
    public async Task Retries_used_up_open_the_circuit_and_probes_follow_one_at_a_time_with_growing_pauses()
    {
        await using var rig = new DeliveryRig();
        rig.Okta.AnswerWith(_ => OktaAnswer.Status(503));
        var message = rig.Message(1);

        await rig.DeliverAsync(message);

        var gaps = rig.Okta.Calls.Zip(rig.Okta.Calls.Skip(1), (a, b) => (b.At - a.At).TotalSeconds).Skip(3).ToList();
        Assert.Equal("abandon", message.Settled);
        Assert.Equal([5, 10, 20, 40, 60, 60, 60, 60, 60, 60], gaps);
    }

    [Fact]
    public async Task Vault_that_is_down_holds_the_batch()
    {
        await using var rig = new DeliveryRig();
        rig.Secrets.Fault = new Secrets.SecretUnavailableException("The vault does not answer.");
        rig.In(TimeSpan.FromSeconds(30), () => rig.Secrets.Fault = null);
        var message = rig.Message(1);

        await rig.DeliverAsync(message);

        Assert.Equal("complete", message.Settled);
        Assert.Contains(rig.Logs.Entries, e => e.Text.Contains("The vault does not answer."));
    }

    [Fact]
    public async Task Hold_ends_at_its_limit_and_every_open_message_goes_back_with_its_lock_held()
    {
        await using var rig = new DeliveryRig(("Delivery:MaxHold", "00:03:00"));
        rig.Okta.AnswerWith(_ => OktaAnswer.Status(503));
        var batch = rig.Messages(20);

        await rig.DeliverAsync(batch);

        Assert.All(batch, m => Assert.Equal("abandon", m.Settled));
        Assert.All(batch, m => Assert.Equal(TimeSpan.FromMinutes(3), m.SettledAt - Some.Time));
    }
}
