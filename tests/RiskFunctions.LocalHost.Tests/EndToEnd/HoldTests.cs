using RiskFunctions.Delivery;
using static RiskFunctions.LocalHost.Tests.EndToEnd.Stage.RunningStack;

namespace RiskFunctions.LocalHost.Tests.EndToEnd;

/// <summary>The last row of the settlement table. Takes the shortest hold that the settings allow, in real time.</summary>
public sealed class HoldTests
{
    [Fact]
    public async Task Batch_held_longer_than_MaxHold_goes_back_to_its_lane_and_spends_one_delivery()
    {
        await using var stack = await StartAsync(
            Settings(("Okta:OrgUrl", "http://127.0.0.1:1"), ("Secrets:okta-api-token", "00-mine"), ("Delivery:MaxHold", "00:00:10")));
        await stack.SendAsync(Signal(), "HIGH");
        await stack.CircuitAsync(CircuitState.Unavailable);

        await stack.LoggedAsync("MessageAbandoned");

        Assert.Contains(stack.Logs.Entries, e => e.Id.Name == "MessageAbandoned" && e.Text.Contains("after delivery 1"));
        Assert.Equal(0, stack.Counts()["high"].DeadLettered);
        Assert.Equal(1, stack.Counts()["high"].Active + stack.Counts()["high"].Locked);
    }
}
