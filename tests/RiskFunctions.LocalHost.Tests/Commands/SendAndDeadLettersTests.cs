using System.Text;
using RiskFunctions.LocalHost.Tests.EndToEnd.Stage;
using static RiskFunctions.LocalHost.Tests.EndToEnd.Stage.RunningStack;

namespace RiskFunctions.LocalHost.Tests.Commands;

/// <summary>The commands that talk to a running host.</summary>
public sealed class SendAndDeadLettersTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task Send_array_is_one_message_for_each_member_in_its_lane()
    {
        await using var stack = await StartWithoutPumpAsync();
        await File.WriteAllTextAsync(_file, $"[{Signal()},{Signal(level: "LOW")},{Signal(level: "LOW")},{{}}]");

        using var run = await CommandRun.RunAsync("send", _file, "--amqp-port", stack.AmqpPort);

        Assert.Equal((0, ""), (run.ExitCode, run.Error.Trim()));
        Assert.Contains("Sent 4 message(s)", run.Output);
        Assert.Equal((1, 1, 2), Active(stack));
    }

    [Fact]
    public async Task Send_lines_is_one_message_for_each_line_that_holds_something()
    {
        await using var stack = await StartWithoutPumpAsync();
        var lines = string.Join("\r\n", Enumerable.Repeat(Signal(level: "LOW"), 250)) + $"\n\n{Signal()}\n";

        using var run = await CommandRun.RunAsync(lines, [], "send", "-", "--amqp-port", stack.AmqpPort);

        Assert.Equal((0, ""), (run.ExitCode, run.Error.Trim()));
        Assert.Equal((1, 0, 250), Active(stack));
    }

    [Fact]
    public async Task Send_message_that_is_too_large_is_named_with_what_was_sent_before_it()
    {
        await using var stack = await StartWithoutPumpAsync();

        using var run = await CommandRun.RunAsync(
            $"[{Signal()},{Signal(message: new string('x', 1024 * 1024))}]", [], "send", "-", "--amqp-port", stack.AmqpPort);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("did not take message 2 of 2 (1 sent before it): it has 10", run.Error);
        Assert.Equal((1, 0, 0), Active(stack));
    }

    [Fact]
    public async Task Send_whole_array_is_one_message_in_the_lane_of_its_highest()
    {
        await using var stack = await StartWithoutPumpAsync();
        await File.WriteAllTextAsync(_file, $"[{Signal(level: "LOW")},{Signal()}]");

        using var run = await CommandRun.RunAsync("send", _file, "--whole", "--amqp-port", stack.AmqpPort);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal((1, 0, 0), Active(stack));
    }

    [Fact]
    public async Task Send_dash_reads_standard_input_and_risk_level_picks_the_lane()
    {
        await using var stack = await StartWithoutPumpAsync();

        using var run = await CommandRun.RunAsync(Signal(), [], "send", "-", "--risk-level", "low", "--amqp-port", stack.AmqpPort);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal((0, 0, 1), Active(stack));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"ip\":")]
    [InlineData("hello")]
    [InlineData("{}\n{}\n{\"ip\":\n")]
    public async Task Send_bad_json_or_lines_of_which_one_is_no_json_sends_nothing(string input)
    {
        await using var stack = await StartWithoutPumpAsync();

        using var run = await CommandRun.RunAsync(input, [], "send", "-", "--amqp-port", stack.AmqpPort);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("is not JSON", run.Error);
        Assert.Equal((0, 0, 0), Active(stack));
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public async Task Send_file_with_a_byte_order_mark_is_read(string encoding)
    {
        await using var stack = await StartAsync();
        await File.WriteAllTextAsync(_file, Signal(), Encoding.GetEncoding(encoding));

        using var run = await CommandRun.RunAsync("send", _file, "--amqp-port", stack.AmqpPort);
        await stack.DrainAsync();

        Assert.Equal((0, ""), (run.ExitCode, run.Error.Trim()));
        Assert.Equal(1, stack.Statistics.AcceptedEvents);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[ ]", "--whole")]
    public async Task Send_empty_array_says_so(string input, params string[] options)
    {
        using var run = await CommandRun.RunAsync(input, [], ["send", "-", .. options, "--amqp-port", "1"]);

        Assert.Equal((2, "- holds an empty array: there is nothing to send."), (run.ExitCode, run.Error.Trim()));
    }

    [Fact]
    public async Task Send_folder_says_so()
    {
        using var run = await CommandRun.RunAsync("send", Path.GetTempPath(), "--amqp-port", "1");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("is a folder", run.Error);
    }

    [Fact]
    public async Task Send_prints_the_ids_under_which_the_broker_knows_the_messages()
    {
        await using var stack = await StartAsync();

        using var two = await CommandRun.RunAsync("[{},{}]", [], "send", "-", "--amqp-port", stack.AmqpPort);
        using var many = await CommandRun.RunAsync($"[{string.Join(',', Enumerable.Repeat("{}", 11))}]", [], "send", "-", "--amqp-port", stack.AmqpPort);
        await stack.DrainAsync();

        var ids = stack.DeadLetters().Select(d => d.MessageId).ToList();
        Assert.Equal(13, ids.Distinct().Count());
        Assert.Contains($"Message id(s): {ids[0]}, {ids[1]}", two.Output);
        Assert.Contains($"Message id(s): {ids[2]} to {ids[12]}", many.Output);
    }

    [Theory]
    [InlineData("send", "-")]
    [InlineData("dead-letters")]
    [InlineData("dead-letters", "--replay")]
    [InlineData("worker")]
    public async Task No_host_running_says_so(params string[] arguments)
    {
        using var run = await CommandRun.RunAsync("{}", [], [.. arguments, "--amqp-port", "1"]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("Is `up` running there?", run.Error);
        Assert.DoesNotContain("   at ", run.Error);
    }

    [Fact]
    public async Task Dead_letters_are_listed_chosen_and_sent_back()
    {
        await using var stack = await StartAsync();
        var port = stack.AmqpPort;
        stack.Use("""{"reject-when":"PLANTED"}""");
        await stack.SendAsync(Signal(message: "PLANTED"), "HIGH", "refused");
        await stack.SendAsync("{}", "LOW", "no-format");
        await stack.DrainAsync();
        stack.Use();

        using var all = await CommandRun.RunAsync("dead-letters", "--amqp-port", port);
        using var low = await CommandRun.RunAsync("dead-letters", "--lane", "low", "--amqp-port", port);
        using var nowhere = await CommandRun.RunAsync("dead-letters", "--replay", "--lane", "urgent", "--amqp-port", port);
        using var replay = await CommandRun.RunAsync("dead-letters", "--replay", "--reason", "RejectedByOkta", "--amqp-port", port);
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

    [Fact]
    public async Task Dead_letters_that_do_not_match_are_counted_and_a_lane_that_does_not_exist_is_refused()
    {
        await using var stack = await StartAsync();
        var port = stack.AmqpPort;
        using var none = await CommandRun.RunAsync("dead-letters", "--lane", "low", "--amqp-port", port);
        await stack.SendAsync("{}", "LOW", "one");
        await stack.SendAsync("{}", "LOW", "two");
        await stack.DrainAsync();

        using var nowhere = await CommandRun.RunAsync("dead-letters", "--lane", "hihg", "--amqp-port", port);
        using var otherLane = await CommandRun.RunAsync("dead-letters", "--lane", "HIGH", "--amqp-port", port);
        using var otherReplay = await CommandRun.RunAsync("dead-letters", "--replay", "--reason", "rejected", "--amqp-port", port);
        using var anyCase = await CommandRun.RunAsync("dead-letters", "--reason", "unsupportedformat", "--amqp-port", port);

        Assert.Equal([0, 2, 0, 0, 0], new[] { none, nowhere, otherLane, otherReplay, anyCase }.Select(r => r.ExitCode));
        Assert.Equal("No dead letters.", none.Output.Trim());
        Assert.Contains("There is no lane 'hihg'. The lanes are high, medium, low.", nowhere.Error);
        Assert.Equal("None match; 2 others.", otherLane.Output.Trim());
        Assert.Equal("Sent back 0 message(s). None match; 2 others.", otherReplay.Output.Trim());
        Assert.Contains("two", anyCase.Output);
    }

    [Fact]
    public async Task Dead_letters_show_prints_the_body_as_it_came()
    {
        await using var stack = await StartAsync();
        var port = stack.AmqpPort;
        await stack.DeliverAsync("""{"ip":"nowhere","riskLevel":"LOW"}""", "LOW", "my/id & more");

        using var show = await CommandRun.RunAsync("dead-letters", "--show", "my/id & more", "--amqp-port", port);
        using var unknown = await CommandRun.RunAsync("dead-letters", "--show", "my", "--amqp-port", port);
        using var both = await CommandRun.RunAsync("dead-letters", "--show", "my", "--replay", "--amqp-port", port);

        Assert.Equal((0, """{"ip":"nowhere","riskLevel":"LOW"}"""), (show.ExitCode, show.Output.TrimEnd('\n')));
        Assert.Equal((1, "No dead letter has the message id 'my'. The list is printed without --show."), (unknown.ExitCode, unknown.Error.Trim()));
        Assert.Equal(2, both.ExitCode);
    }

    private static Task<RunningStack> StartWithoutPumpAsync() => StartAsync(options: o => o with { RunPump = false });

    private static (int High, int Medium, int Low) Active(RunningStack stack)
    {
        var counts = stack.Counts();
        return (counts["high"].Active, counts["medium"].Active, counts["low"].Active);
    }
}
