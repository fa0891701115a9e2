using RiskFunctions.LocalHost.Broker.Queues;
using static RiskFunctions.LocalHost.Tests.EndToEnd.Stage.RunningStack;

namespace RiskFunctions.LocalHost.Tests.Commands;

/// <summary><c>worker</c> as a process, over AMQP, with broker and sandbox in this one.</summary>
public sealed class WorkerTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task Worker_delivers_every_lane_and_dead_letters_what_cannot_be()
    {
        await using var stack = await StartAsync(options: o => o with { RunPump = false });
        using var worker = CommandRun.StartWorker(stack);

        await stack.SendAsync(Signal("203.0.113.1"), "HIGH");
        await stack.SendAsync(Signal("203.0.113.2", "MEDIUM"));
        await stack.SendAsync(Signal("203.0.113.3", "LOW"), "LOW");
        await stack.SendAsync("{}", "LOW", "no-format");
        await stack.DrainAsync();

        Assert.Equal(3, stack.Statistics.AcceptedEvents);
        Assert.Equal(("no-format", "UnsupportedFormat"), stack.DeadLetters().Select(d => (d.MessageId, d.Reason)).Single());
        Assert.Contains($"Delivering the messages of localhost:{stack.AmqpPort}", worker.Output);
        Assert.DoesNotContain("Exception", worker.Output + worker.Error);
    }

    [Theory]
    [InlineData("HIGH")]
    [InlineData("MEDIUM")]
    [InlineData("LOW")]
    public async Task Message_that_comes_right_after_a_request_took_all_there_was_is_at_Okta_within_3_s(string level)
    {
        await using var stack = await StartAsync(options: o => o with { RunPump = false });
        using var worker = CommandRun.StartWorker(stack);
        for (var round = 0; round < 5; round++)
        {
            var before = stack.Statistics.AcceptedEvents;
            await stack.SendAsync(Signal(), "HIGH");
            await stack.UntilAsync(() => Task.FromResult(stack.Statistics.AcceptedEvents > before), "the request has gone, with seats to spare");

            await stack.SendAsync(Signal("203.0.113.9", level), level);

            await stack.UntilAsync(() => Task.FromResult(stack.Statistics.AcceptedEvents > before + 1), "the late message is at Okta", Longest);
        }

        await stack.DrainAsync();
        Assert.Empty(stack.DeadLetters());
    }

    [Fact]
    public async Task Worker_told_to_end_gives_back_what_it_holds()
    {
        await using var stack = await StartAsync(options: o => o with { RunPump = false });
        stack.Use("""{"from":"00:00:00","fault":"hang"}""");
        using var worker = CommandRun.StartWorker(stack);
        await stack.SendAsync(Signal(), "HIGH");
        await stack.UntilAsync(() => Task.FromResult(stack.Counts()["high"].Locked == 1 && stack.Statistics.LastArrival is not null), "the request hangs");

        worker.Terminate();
        await worker.EndAsync();

        Assert.Equal(0, worker.ExitCode);
        Assert.Equal(new LaneCounts(1, 0, 0), stack.Counts()["high"]);
    }
}
