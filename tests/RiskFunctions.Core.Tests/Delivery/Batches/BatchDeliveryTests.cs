using RiskFunctions.Delivery.Telemetry;
using RiskFunctions.Signals;
using RiskFunctions.Signals.Results;
using RiskFunctions.Testing.Delivery;

namespace RiskFunctions.Core.Tests.Delivery.Batches;

[Collection(SimulatedTime.Name)]
public sealed class BatchDeliveryTests
{
    [Fact]
    public async Task DeliverAsync_okta_accepts_completes_every_message_in_one_request()
    {
        await using var rig = new DeliveryRig();
        var batch = rig.Messages(20);

        await rig.DeliverAsync(batch);

        Assert.All(batch, m => Assert.Equal("complete", m.Settled));
        Assert.Equal(Enumerable.Range(0, 20).Select(Some.Address).ToHashSet(), Assert.Single(rig.Okta.Calls).Addresses.ToHashSet());
        Assert.Equal(20, rig.Get<FlowMetrics>().Counts.Messages);
        Assert.Equal(20, rig.Get<FlowMetrics>().Counts.Subjects);
    }

    [Fact]
    public async Task DeliverAsync_unreadable_message_is_dead_lettered_and_its_neighbours_are_sent()
    {
        await using var rig = new DeliveryRig();
        var bad = rig.Unreadable("bad");
        var good = rig.Message(1);

        await rig.DeliverAsync(bad, good);

        Assert.Equal("dead-letter", bad.Settled);
        Assert.Equal("InvalidSignal", bad.Reason);
        Assert.Equal("ip: is not an address", bad.Description);
        Assert.Equal("complete", good.Settled);
        Assert.Equal([Some.Address(1)], Assert.Single(rig.Okta.Calls).Addresses);
    }

    [Fact]
    public async Task DeliverAsync_only_unreadable_messages_sends_nothing()
    {
        await using var rig = new DeliveryRig();
        var bad = rig.Unreadable("bad");

        await rig.DeliverAsync(bad);

        Assert.Equal("dead-letter", bad.Settled);
        Assert.Empty(rig.Okta.Calls);
    }

    [Fact]
    public async Task DeliverAsync_suppressed_message_is_completed_without_a_request_and_counted()
    {
        await using var rig = new DeliveryRig();
        var trusted = rig.Receive("trusted");
        rig.Reader.Set("trusted", new ReadResult.Readable("test", []) { Suppressed = 3 });

        await rig.DeliverAsync(trusted);

        Assert.Equal("complete", trusted.Settled);
        Assert.Empty(rig.Okta.Calls);
        Assert.Equal(3, rig.Get<FlowMetrics>().Counts.Suppressed);
        Assert.Equal(0, rig.Get<FlowMetrics>().Counts.Messages);
        Assert.Contains(rig.Logs.Entries, e => e.Id.Name == "SignalsSuppressed");
    }

    [Theory]
    [InlineData("risk-signal", "dead-letter", 0)]
    [InlineData("test", "complete", 1)]
    public async Task DeliverAsync_signals_whose_destination_is_off_are_told_of_once(string format, string settled, int lines)
    {
        await using var rig = new DeliveryRig(("SecurityEvents:Enabled", "false"));
        var message = rig.Receive("off");
        rig.Reader.Set("off", new ReadResult.Readable(format, []) { Users = Some.Users() });

        await rig.DeliverAsync(message);

        Assert.Equal(settled, message.Settled);
        Assert.Equal(1, rig.Get<FlowMetrics>().Counts.DestinationOff);
        Assert.Equal(lines, rig.Logs.Entries.Count(e => e.Id.Name == "DestinationOff"));
        Assert.Equal(1 - lines, rig.Logs.Entries.Count(e => e.Id.Name == "MessageDeadLettered"));
    }

    [Fact]
    public async Task DeliverAsync_message_without_an_address_is_completed_and_counted_apart()
    {
        await using var rig = new DeliveryRig();
        var empty = rig.Receive("empty");
        rig.Reader.Set("empty", new ReadResult.Readable("test", []) { LeftOut = [new("ip", "10.0.0.1", LeftOutReason.NotRoutable)] });

        await rig.DeliverAsync(empty);

        Assert.Equal("complete", empty.Settled);
        Assert.Equal(1, rig.Get<FlowMetrics>().Counts.WithoutAddress);
        Assert.Contains(rig.Logs.Entries, e => e.Id.Name == "NoAddress");
    }

    [Fact]
    public async Task DeliverAsync_cleared_message_is_completed_without_a_request_and_counted()
    {
        await using var rig = new DeliveryRig();
        var cleared = rig.Receive("cleared");
        rig.Reader.Set(
            "cleared",
            new ReadResult.Readable("test", []) { Cleared = [new("", "status closed, classification falsePositive"), new("alerts[1]", "status dismissed")] });

        await rig.DeliverAsync(cleared);

        Assert.Equal("complete", cleared.Settled);
        Assert.Empty(rig.Okta.Calls);
        Assert.Equal((2L, 0L), (rig.Get<FlowMetrics>().Counts.Cleared, rig.Get<FlowMetrics>().Counts.WithoutAddress));
        Assert.Contains("status closed, classification falsePositive", Assert.Single(rig.Logs.Entries, e => e.Id.Name == "AlertsCleared").Text);
    }

    [Fact]
    public async Task DeliverAsync_part_that_could_not_be_read_is_told_without_the_senders_words()
    {
        await using var rig = new DeliveryRig();
        var odd = rig.Receive("odd");
        var warning = ReadWarning.OfAddress("evidence[0].ipAddress", "is not an address", "\"203.0.113.300\"");
        rig.Reader.Set("odd", new ReadResult.Readable("test", [Some.Signal()]) { Warnings = [warning] });

        await rig.DeliverAsync(odd);

        var told = Assert.Single(rig.Logs.Entries, e => e.Id.Name == "PartsNotRead").Text;
        Assert.Contains("evidence[0].ipAddress is not an address", told);
        Assert.DoesNotContain("203.0.113.300", told);
    }

    [Fact]
    public async Task DeliverAsync_message_of_several_requests_is_completed_only_after_the_last()
    {
        await using var rig = new DeliveryRig();
        var big = rig.Message("big", Some.Signals(1001));
        var settledAtCall = new List<string?>();
        rig.Okta.AnswerWith(_ =>
        {
            settledAtCall.Add(big.Settled);
            return OktaAnswer.Accepted();
        });

        await rig.DeliverAsync(big);

        Assert.Equal([null, null], settledAtCall);
        Assert.Equal("complete", big.Settled);
        Assert.Equal(1001, rig.Okta.Calls.SelectMany(c => c.Addresses).Distinct().Count());
    }

    [Fact]
    public async Task DeliverAsync_twenty_messages_of_a_thousand_subjects_take_twenty_requests()
    {
        await using var rig = new DeliveryRig();
        var batch = Enumerable.Range(0, 20).Select(n => rig.Message($"m{n}", Some.Signals(1000, n * 1000))).ToList();

        await rig.DeliverAsync(batch);

        Assert.All(batch, m => Assert.Equal("complete", m.Settled));
        Assert.Equal(20, rig.Okta.Calls.Count);
        Assert.Equal(20_000, rig.Okta.Calls.SelectMany(c => c.Addresses).Distinct().Count());
    }

    [Fact]
    public async Task DeliverAsync_high_signals_of_a_batch_go_in_the_first_request()
    {
        await using var rig = new DeliveryRig();
        var batch = Enumerable.Range(0, 21)
            .Select(n => rig.Message($"m{n}", Some.Signal(Some.Address(n), n == 20 ? RiskLevel.High : RiskLevel.Low)))
            .ToList();

        await rig.DeliverAsync(batch);

        Assert.Contains(Some.Address(20), rig.Okta.Calls[0].Addresses);
    }

    [Fact]
    public async Task DeliverAsync_first_message_is_settled_while_the_next_request_is_still_waiting()
    {
        await using var rig = new DeliveryRig(("RateMeter:RequestsPerMinute", "1"));
        var batch = rig.MessagesApart(21);
        var settled = 0;
        rig.In(TimeSpan.FromSeconds(10), () => settled = batch.Count(m => m.Settled == "complete"));

        await rig.DeliverAsync(batch);

        Assert.Equal(20, settled);
        Assert.All(batch, m => Assert.Equal("complete", m.Settled));
    }

    [Fact]
    public async Task DeliverAsync_empty_batch_does_nothing()
    {
        await using var rig = new DeliveryRig();

        await rig.DeliverAsync();

        Assert.Empty(rig.Okta.Calls);
    }
}
