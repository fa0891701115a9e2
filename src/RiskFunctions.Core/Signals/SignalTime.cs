using System.Globalization;

namespace RiskFunctions.Signals;

/// <summary>Times of signals: ISO 8601 in, UTC and whole milliseconds out (Okta takes exactly three fractional digits).</summary>
internal static class SignalTime
{
    // Seconds may be missing; a fraction may be missing or be cut to the seven digits that the platform can hold.
    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK"];

    private const int MostFractionDigits = 7;

    /// <summary>The last moment that can be written.</summary>
    public static readonly DateTimeOffset Latest = ToMilliseconds(DateTimeOffset.MaxValue);

    // Before it stand the zeros of clocks and databases: years 1, 1601, 1753, 1900 and 1970.
    private static readonly DateTimeOffset EarliestSeen = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // Wide, so that no wrong clock of a sensor costs an alert its time.
    private static readonly TimeSpan FarAhead = TimeSpan.FromDays(366);

    /// <summary>Whether a time that a product wrote stands for "no time": nothing is seen decades ago, or a year from now.</summary>
    public static bool IsPlaceholder(DateTimeOffset time, DateTimeOffset now) =>
        time < EarliestSeen || time - now > FarAhead;

    /// <summary>The same moment in UTC, the part below a millisecond cut off.</summary>
    public static DateTimeOffset ToMilliseconds(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);

    /// <param name="text">Date and time with a <c>T</c> between them.</param>
    /// <param name="offsetRequired">False takes a time without offset as UTC.</param>
    /// <param name="time">UTC, whole milliseconds.</param>
    public static bool TryRead(string text, bool offsetRequired, out DateTimeOffset time)
    {
        time = default;
        if ((offsetRequired && !HasOffset(text))
            || !DateTimeOffset.TryParseExact(CutFraction(text), Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed))
        {
            return false;
        }

        time = ToMilliseconds(parsed);
        return true;
    }

    // Signs stand before the T too.
    private static bool HasOffset(string text)
    {
        var afterDate = text.IndexOf('T', StringComparison.Ordinal);
        return afterDate >= 0 && text.AsSpan(afterDate).IndexOfAny('Z', '+', '-') >= 0;
    }

    private static string CutFraction(string text)
    {
        var firstDigit = text.IndexOf('.', StringComparison.Ordinal) + 1;
        var digits = 0;
        while (firstDigit > 0 && firstDigit + digits < text.Length && char.IsAsciiDigit(text[firstDigit + digits]))
        {
            digits++;
        }

        return digits <= MostFractionDigits ? text : text.Remove(firstDigit + MostFractionDigits, digits - MostFractionDigits);
    }
}
