using RiskFunctions.LocalHost.Tests.EndToEnd;
using static RiskFunctions.LocalHost.Tests.EndToEnd.RunningStack;

namespace RiskFunctions.LocalHost.Tests.Commands;

/// <summary>The commands that talk to a running host.</summary>
public sealed class SendAndDeadLettersTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task Send_array_is_one_message_for_each_member_in_its_lane()
    {
        await using var stack = await StartAsync(options: o => o with { RunPump = false });
        await File.WriteAllTextAsync(_file, $"[{Signal()},{Signal(level: "LOW")},{Signal(level: "LOW")},{{}}]");

        using var run = await CommandRun.RunAsync("send", _file, "--host", stack.Http.BaseAddress!.ToString());

        Assert.Equal((0, ""), (run.ExitCode, run.Error.Trim()));
        Assert.Contains("Sent 4 message(s)", run.Output);
        Assert.Equal((1, 1, 2), Active(stack));
    }

    [Fact]
    public async Task Send_whole_array_is_one_message_in_the_lane_of_its_highest()
    {
        await using var stack = await StartAsync(options: o => o with { RunPump = false });
        await File.WriteAllTextAsync(_file, $"[{Signal(level: "LOW")},{Signal()}]");

        using var run = await CommandRun.RunAsync("send", _file, "--whole", "--host", stack.Http.BaseAddress!.ToString());

        Assert.Equal(0, run.ExitCode);
        Assert.Equal((1, 0, 0), Active(stack));
    }

    [Fact]
    public async Task Send_dash_reads_standard_input_and_risk_level_picks_the_lane()
    {
        await using var stack = await StartAsync(options: o => o with { RunPump = false });

        using var run = await CommandRun.RunAsync(Signal(), [], "send", "-", "--risk-level", "LOW", "--host", stack.Http.BaseAddress!.ToString());

        Assert.Equal(0, run.ExitCode);
        Assert.Equal((0, 0, 1), Active(stack));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"ip\":")]
    [InlineData("hello")]
    public async Task Send_bad_json_sends_nothing(string input)
    {
        await using var stack = await StartAsync(options: o => o with { RunPump = false });

        using var run = await CommandRun.RunAsync(input, [], "send", "-", "--host", stack.Http.BaseAddress!.ToString());

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("is not JSON", run.Error);
        Assert.Equal((0, 0, 0), Active(stack));
    }

    [Theory]
    [InlineData("send", "-")]
    [InlineData("dead-letters")]
    [InlineData("dead-letters", "--replay")]
    [InlineData("worker")]
    public async Task No_host_running_says_so(params string[] arguments)
    {
        using var run = await CommandRun.RunAsync("{}", [], [.. arguments, arguments[0] == "worker" ? "--broker" : "--host", "http://127.0.0.1:1"]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("Is `up` running there?", run.Error);
        Assert.DoesNotContain("   at ", run.Error);
    }

    [Fact]
    public async Task Dead_letters_are_listed_chosen_and_sent_back()
    {
        await using var stack = await StartAsync();
        var host = stack.Http.BaseAddress!.ToString();
        stack.Use("""{"reject-when":"PLANTED"}""");
        await stack.SendAsync(Signal(message: "PLANTED"), "HIGH", "refused");
        await stack.SendAsync("{}", "LOW", "no-format");
        await stack.DrainAsync();
        stack.Use();

        using var all = await CommandRun.RunAsync("dead-letters", "--host", host);
        using var low = await CommandRun.RunAsync("dead-letters", "--lane", "low", "--host", host);
        using var nowhere = await CommandRun.RunAsync("dead-letters", "--replay", "--lane", "urgent", "--host", host);
        using var replay = await CommandRun.RunAsync("dead-letters", "--replay", "--reason", "RejectedByOkta", "--host", host);
        await stack.DrainAsync();

        Assert.Equal([0, 0, 2, 0], new[] { all, low, nowhere, replay }.Select(r => r.ExitCode));
        Assert.Matches("high +RejectedByOkta +refused", all.Output);
        Assert.Contains("E0000001: Api validation failed", all.Output);
        Assert.Matches("low +UnsupportedFormat +no-format", low.Output);
        Assert.DoesNotContain("RejectedByOkta", low.Output);
        Assert.Contains("urgent", nowhere.Error);
        Assert.Contains("Sent back 1 message(s).", replay.Output);
        Assert.Equal("no-format", Assert.Single(stack.DeadLetters()).MessageId);
        Assert.Equal(1, stack.Statistics.AcceptedEvents);
    }

    private static (int High, int Medium, int Low) Active(RunningStack stack)
    {
        var counts = stack.Counts();
        return (counts["high"].Active, counts["medium"].Active, counts["low"].Active);
    }
}
