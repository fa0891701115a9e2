using RiskFunctions.LocalHost.Sandbox.Limits;
using RiskFunctions.LocalHost.Tests.EndToEnd.Stage;
using static RiskFunctions.LocalHost.Tests.EndToEnd.Stage.RunningStack;

namespace RiskFunctions.LocalHost.Tests.EndToEnd;

/// <summary>A message that one delivery cannot finish. In real time: the shortest hold is ten seconds.</summary>
public sealed class LongMessageTests
{
    [Fact]
    public async Task Message_of_more_requests_than_a_hold_allows_goes_on_at_its_next_delivery()
    {
        // One request a second in the long run, and sixteen wanted: more than fit into ten seconds.
        const int Signals = 320;
        var limit = new RequestLimitOptions { Requests = 2, Window = TimeSpan.FromSeconds(2) };
        await using var stack = await StartAsync(
            Settings(("RateMeter:RequestsPerMinute", "2"), ("RateMeter:Window", "00:00:02"), ("Delivery:MaxHold", "00:00:10")),
            sandbox: o => o with { Limit = limit });

        await stack.DeliverAsync(SignalArray.OfOwnTimes(Signals), "HIGH", "long");

        Assert.Empty(stack.DeadLetters());
        Assert.Equal((Signals, 0), (stack.Statistics.AcceptedEvents, stack.Statistics.Duplicates));
        Assert.Equal(0, stack.Statistics.Throttled);
        Assert.Contains(stack.Logs.Entries, e => e.Id.Name == "MessageGoesOn");
    }

    [Fact]
    public async Task Message_that_Okta_refuses_in_many_places_sends_all_that_is_good_before_it_is_dead_lettered()
    {
        // A culprit in each of ten requests: more than one delivery may split.
        await using var stack = await StartAsync();
        stack.Use("""{"reject-when":"PLANTED"}""");

        await stack.DeliverAsync(SignalArray.OfOwnTimes(200, n => n % 20 == 7 ? "PLANTED" : "Fine"), "HIGH", "bad");

        var letter = Assert.Single(stack.DeadLetters());
        Assert.Equal(("bad", "RejectedByOkta"), (letter.MessageId, letter.Reason));
        Assert.Contains("E0000001", letter.Description);
        Assert.InRange(letter.DeliveryCount, 2, 5);
        Assert.Equal((190, 0), (stack.Statistics.AcceptedEvents, stack.Statistics.Duplicates));
        Assert.Contains(stack.Logs.Entries, e => e.Id.Name == "TooManySplits");
    }
}
