using System.Text;
using RiskFunctions.Metering;
using RiskFunctions.Metering.State;
using RiskFunctions.Signals;
using static RiskFunctions.Core.Tests.Metering.MeterTimes;

namespace RiskFunctions.Core.Tests.Metering;

public sealed class MeterStateDocumentTests
{
    [Fact]
    public void Read_what_was_written_gives_every_field_back()
    {
        var written = new MeterState
        {
            Grants = [new MeterGrant(Start.AddTicks(1), "a"), new MeterGrant(At(1.2345678), "b")],
            OktaLimit = 15,
            BlockedUntil = At(3.0000001),
            Waiting = [new WaitingMark("a", RiskLevel.High, At(4))],
            Minutes = [new MinuteUse { Minute = Start, High = 1, Medium = 2, Low = 3, Events = 4, Subjects = 5, Throttled = 6, Limit = 7 }],
            ClosedThrough = Start,
        };

        var read = MeterStateDocument.Read(MeterStateDocument.Write(written)).State!;

        Assert.Equal(written.Grants.AsEnumerable(), read.Grants);
        Assert.Equal(written.Waiting.AsEnumerable(), read.Waiting);
        Assert.Equal(written.Minutes.AsEnumerable(), read.Minutes);
        Assert.Equal(
            (written.Version, written.OktaLimit, written.BlockedUntil, written.ClosedThrough),
            (read.Version, read.OktaLimit, read.BlockedUntil, read.ClosedThrough));
    }

    [Fact]
    public void Read_empty_content_is_an_empty_state()
    {
        var (state, fault) = MeterStateDocument.Read(default);

        Assert.Null(fault);
        Assert.Empty(state!.Grants);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("""{"somebody":"else's document"}""")]
    [InlineData("""{"version":2,"grants":[],"waiting":[],"minutes":[]}""")]
    [InlineData("""{"version":1,"grants":null,"waiting":[],"minutes":[]}""")]
    [InlineData("""{"version":1,"grants":[{"at":"yesterday","by":"a"}],"waiting":[],"minutes":[]}""")]
    [InlineData("""{"version":1,"grants":[{"at":"2026-03-04T05:06:00Z","by":null}],"waiting":[],"minutes":[]}""")]
    [InlineData("""{"version":1,"grants":[],"waiting":[{"by":"a","lane":"URGENT","until":"2026-03-04T05:06:00Z"}],"minutes":[]}""")]
    [InlineData("""{"version":1,"grants":[],"waiting":[],"minutes":[{"high":1}]}""")]
    public void Read_what_this_version_did_not_write_is_refused_with_a_reason(string content)
    {
        var (state, fault) = MeterStateDocument.Read(Encoding.UTF8.GetBytes(content));

        Assert.Null(state);
        Assert.NotEmpty(fault!);
    }

    [Fact]
    public void Read_newer_version_is_named_in_the_reason()
    {
        var content = """{"version":2,"grants":[],"waiting":[],"minutes":[]}"""u8.ToArray();

        var fault = MeterStateDocument.Read(content).Fault!;

        Assert.Contains("version 2", fault);
    }
}
