using RiskFunctions.Delivery.Settling;
using RiskFunctions.Testing.Delivery;
using static RiskFunctions.Testing.Time.Waiting;

namespace RiskFunctions.App.Tests.Hosting;

/// <summary>
/// The Functions host ends the worker (recycling, scale-in, SIGTERM) with a batch in flight: what is known is settled and the rest given back with its note,
/// over a connection that still stands, within the five seconds that the host gives.
/// </summary>
[Collection(FakeTime.Name)]
public sealed class TerminationTests
{
    /// <summary>For an answer: less than half of the five, for settlements come after it.</summary>
    private static readonly TimeSpan InFlight = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Terminate_answer_that_comes_in_time_completes_its_messages()
    {
        await using var app = await RunningApp.StartAsync();
        var answer = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        app.Okta.Answer = (_, cancellationToken) => answer.Task.WaitAsync(cancellationToken);
        var invocation = app.InvokeAsync("m-1", "m-2");
        await UntilAsync(() => app.Okta.Calls.Count == 1);

        app.Terminate();
        app.Time.Advance(TimeSpan.FromSeconds(1));
        answer.SetResult(OktaAnswer.Accepted());
        await app.EndAsync();

        await invocation;
        Assert.Equal(["complete m-1", "complete m-2", RunningApp.ConnectionEnded], app.Settlements);
    }

    [Fact]
    public async Task Terminate_request_without_an_answer_is_let_go_and_its_messages_given_back()
    {
        await using var app = await RunningApp.StartAsync();
        app.Okta.Answer = (_, cancellationToken) => ScriptedOkta.NeverAsync(cancellationToken);
        var invocation = app.InvokeAsync("m-1", "m-2");
        await UntilAsync(() => app.Okta.Calls.Count == 1);

        app.Terminate();
        await UntilAsync(() => app.Time.NextDue - app.Time.GetUtcNow() <= InFlight);
        Assert.Empty(app.Settlements);
        app.Time.Advance(InFlight);
        await UntilAsync(() => app.Settlements.Count >= 2);
        await app.EndAsync();

        await invocation;
        Assert.Equal(["abandon m-1", "abandon m-2", RunningApp.ConnectionEnded], app.Settlements);
        Assert.Single(app.Okta.Calls);
    }

    [Fact]
    public async Task Terminate_message_that_Okta_has_half_of_is_given_back_with_a_note()
    {
        await using var app = await RunningApp.StartAsync(("RateMeter__RequestsPerMinute", "1"));
        var hour = app.Time.GetUtcNow().AddHours(-1);

        // Times too far apart to share events: one more than a request takes.
        var signals = Enumerable.Range(0, 21).Select(n => $$"""{"ip":"203.0.113.{{n}}","riskLevel":"HIGH","timestamp":"{{hour.AddMinutes(n):O}}"}""");
        var invocation = app.InvokeAsync(("m-1", $"[{string.Join(',', signals)}]"));
        await UntilAsync(() => app.Okta.Calls.Count == 1 && app.Time.NextDue is not null);

        app.Terminate();
        await app.EndAsync();

        await invocation;
        Assert.Equal(["abandon m-1", RunningApp.ConnectionEnded], app.Settlements);
        Assert.Contains(DeliveryNote.DoneProperty, app.Actions.Note!);
    }

    [Fact]
    public async Task Terminate_batch_that_waits_for_a_permit_is_given_back_at_once()
    {
        await using var app = await RunningApp.StartAsync(("RateMeter__RequestsPerMinute", "1"));
        await app.InvokeAsync("m-1");
        var waiting = app.InvokeAsync("m-2");

        app.Terminate();
        var stopped = app.Time.GetUtcNow();
        await UntilAsync(() => app.Settlements.Count >= 2);
        Assert.Equal(stopped, app.Time.GetUtcNow());
        await app.EndAsync();

        await waiting;
        Assert.Equal(["complete m-1", "abandon m-2", RunningApp.ConnectionEnded], app.Settlements);
    }

    [Fact]
    public async Task Terminate_batch_that_comes_after_it_is_given_back_without_a_request()
    {
        await using var app = await RunningApp.StartAsync();
        app.Okta.Answer = (_, cancellationToken) => ScriptedOkta.NeverAsync(cancellationToken);
        var first = app.InvokeAsync("m-1");
        await UntilAsync(() => app.Okta.Calls.Count == 1);
        app.Terminate();
        await UntilAsync(() => app.Time.NextDue - app.Time.GetUtcNow() <= InFlight);

        await app.InvokeAsync("m-2");
        Assert.Equal(["abandon m-2"], app.Settlements);
        await app.EndAsync();

        await first;
        Assert.Equal(["abandon m-2", "abandon m-1", RunningApp.ConnectionEnded], app.Settlements);
        Assert.Single(app.Okta.Calls);
    }
}
