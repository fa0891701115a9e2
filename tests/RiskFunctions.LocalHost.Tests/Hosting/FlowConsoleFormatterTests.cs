using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using RiskFunctions.Delivery;
using RiskFunctions.LocalHost.Hosting;
using RiskFunctions.Testing.Time;

namespace RiskFunctions.LocalHost.Tests.Hosting;

public sealed class FlowConsoleFormatterTests
{
    [Fact]
    public void Write_event_has_time_with_zone_level_and_name() =>
        Assert.Equal("2026-03-04 05:06:07Z info  RequestAccepted: all's well\n", Written(new EventId(1, "RequestAccepted"), "all's well", null));

    [Fact]
    public void Write_event_without_a_name_has_the_last_word_of_the_category() =>
        Assert.StartsWith("2026-03-04 05:06:07Z info  Kestrel: ", Written(new EventId(7), "x", null));

    [Fact]
    public void Write_line_ends_in_a_text_are_spaces() =>
        Assert.Equal("2026-03-04 05:06:07Z info  A: one  two\n", Written(new EventId(1, "A"), "one\r\ntwo", null));

    [Fact]
    public void Write_failure_on_the_wire_is_told_in_its_words_alone() =>
        Assert.Equal(
            "2026-03-04 05:06:07Z info  BrokerAway: Trying again. (Connection refused)\n",
            Written(new EventId(1, "BrokerAway"), "Trying again.", Thrown(new HttpRequestException("Connection refused"))));

    [Fact]
    public void Write_settlement_that_failed_on_the_wire_is_told_in_its_words_alone() =>
        Assert.Equal(
            "2026-03-04 05:06:07Z info  BatchFailed: x (1 message(s) could not be settled. They stay locked and come again when their locks end.)\n",
            Written(new EventId(1, "BatchFailed"), "x", Thrown(new SettlementFailedException(1, new HttpRequestException("gone")))));

    [Fact]
    public void Write_other_exception_keeps_its_stack_trace() =>
        Assert.Contains("   at ", Written(new EventId(1, "BatchFailed"), "x", Thrown(new InvalidOperationException("A bug"))));

    private static string Written(EventId id, string text, Exception? exception)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        new FlowConsoleFormatter(new ManualTimeProvider()).Write(
            new LogEntry<string>(LogLevel.Information, "Microsoft.AspNetCore.Kestrel", id, text, exception, static (state, _) => state),
            scopeProvider: null,
            writer);
        return writer.ToString();
    }

    private static Exception Thrown(Exception exception)
    {
        try
        {
            throw exception;
        }
        catch (Exception caught)
        {
            return caught;
        }
    }
}
