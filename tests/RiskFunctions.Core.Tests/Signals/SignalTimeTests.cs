using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using RiskFunctions.Signals;

namespace RiskFunctions.Core.Tests.Signals;

public sealed class SignalTimeTests
{
    private static readonly Gen<string> Times =
        from time in Gen.OneOf(
            Gen.Elements(DateTime.MinValue, DateTime.MaxValue, new DateTime(2000, 2, 29), new DateTime(1, 1, 1, 13, 59, 59)),
            Gen.Choose(0, int.MaxValue).Select(n => new DateTime(n * (DateTime.MaxValue.Ticks / int.MaxValue))))
        from format in Gen.Elements(
            "yyyy-MM-ddTHH:mm",
            "yyyy-MM-ddTHH:mm:ss",
            "yyyy-MM-ddTHH:mm:ss.f",
            "yyyy-MM-ddTHH:mm:ss.fff",
            "yyyy-MM-ddTHH:mm:ss.fffffff",
            "yyyy-MM-dd")
        from offset in Gen.Elements("", "Z", "+00:00", "-00:00", "+14:00", "-14:00", "+14:01", "-0530", "+05:30", "z", "+5", "+05:60", "+15:00")
        select time.ToString(format, CultureInfo.InvariantCulture) + offset;

    private static readonly Gen<string> Spoilt =
        from text in Times
        from at in Gen.Choose(0, text.Length - 1)
        from length in Gen.Choose(0, 2)
        from piece in Gen.Elements(
            "", "0", "1", "2", "3", "6", "9", "99", "60", "24", ".", ":", "-", "+", "T", "t", " ", "Z", "00000000", ".1234567899", "\u0662", "\0")
        select text[..at] + piece + text[Math.Min(text.Length, at + length)..];

    [Theory]
    [InlineData("2026-03-04T05:06:07.089Z", "2026-03-04T05:06:07.0890000Z")]
    [InlineData("2026-03-04T05:06:07.1239999999999999999999999999+05:30", "2026-03-03T23:36:07.1230000Z")]
    [InlineData("2026-03-04T05:06-0530", "2026-03-04T10:36:00.0000000Z")]
    [InlineData("2026-03-04T05:06:07.Z", "2026-03-04T05:06:07.0000000Z")]
    [InlineData("0001-01-01T00:00:00+00:01", null)]
    [InlineData("9999-12-31T23:59:59-00:01", null)]
    [InlineData("2026-02-29T05:06:07Z", null)]
    [InlineData("2026-03-04T24:00:00Z", null)]
    [InlineData("2026-03-04T05:06:60Z", null)]
    [InlineData("2026-03-04T05:06:07", null)]
    public void TryRead_with_an_offset_required(string text, string? expected) =>
        Assert.Equal(
            expected,
            SignalTime.TryRead(text, offsetRequired: true, out var time) ? time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture) : null);

    [Fact]
    public void TryRead_a_time_is_what_the_platform_reads() =>
        Prop.ForAll(Times.ToArbitrary(), IsAsThePlatformReads).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void TryRead_a_spoilt_time_is_what_the_platform_reads() =>
        Prop.ForAll(Spoilt.ToArbitrary(), IsAsThePlatformReads).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));

    // The platform's own exact parser costs as much as all the rest of a signal. It takes seven decimals at most.
    private static bool IsAsThePlatformReads(string text)
    {
        string[] formats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK"];
        var fraction = text.IndexOf('.', StringComparison.Ordinal) + 1;
        var decimals = fraction == 0 ? 0 : text[fraction..].TakeWhile(char.IsAsciiDigit).Count();
        var cut = decimals > 7 ? text.Remove(fraction + 7, decimals - 7) : text;
        var isTime = DateTimeOffset.TryParseExact(cut, formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var expected);
        return SignalTime.TryRead(text, offsetRequired: false, out var time) == isTime && (!isTime || time.EqualsExact(SignalTime.ToMilliseconds(expected)));
    }
}
