namespace RiskFunctions.Signals;

/// <summary>Times of signals: reads ISO 8601, gives UTC in whole milliseconds (Okta takes exactly three decimals).</summary>
internal static class SignalTime
{
    /// <summary>The last moment that can be written.</summary>
    public static readonly DateTimeOffset Latest = ToMilliseconds(DateTimeOffset.MaxValue);

    // Earlier times are the zeros of clocks and databases: years 1, 1601, 1753, 1900 and 1970.
    private static readonly DateTimeOffset EarliestSeen = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // Wide, so that a sensor's wrong clock does not cost an alert its time.
    private static readonly TimeSpan FarAhead = TimeSpan.FromDays(366);

    // The limit of DateTimeOffset. No time zone goes further.
    private const int LargestOffsetMinutes = 14 * 60;

    /// <summary>Whether a product's time stands for "no time": decades ago, or more than a year ahead.</summary>
    public static bool IsPlaceholder(DateTimeOffset time, DateTimeOffset now) =>
        time < EarliestSeen || time - now > FarAhead;

    /// <summary>The same moment in UTC, cut to milliseconds.</summary>
    public static DateTimeOffset ToMilliseconds(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);

    /// <param name="text">Date and time with a <c>T</c> between them. Seconds and fraction may be missing; the fraction may have any length.</param>
    /// <param name="offsetRequired">False takes a time without offset as UTC.</param>
    /// <param name="time">UTC, whole milliseconds.</param>
    public static bool TryRead(ReadOnlySpan<char> text, bool offsetRequired, out DateTimeOffset time)
    {
        time = default;
        if (text is not [_, _, _, _, '-', _, _, '-', _, _, 'T', _, _, ':', _, _, .. var rest]
            || !TryReadNumber(text[..4], out var year) || !TryReadNumber(text[5..7], out var month) || !TryReadNumber(text[8..10], out var day)
            || !TryReadNumber(text[11..13], out var hour) || !TryReadNumber(text[14..16], out var minute)
            || year == 0 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59
            || !TryReadSeconds(ref rest, out var ticks)
            || !TryReadOffset(rest, offsetRequired, out var offset))
        {
            return false;
        }

        ticks += new DateTime(year, month, day).Ticks + ((((hour * 60) + minute) - offset) * TimeSpan.TicksPerMinute);
        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        time = new DateTimeOffset(ticks - (ticks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
        return true;
    }

    // In ticks. The rest stays in the text.
    private static bool TryReadSeconds(ref ReadOnlySpan<char> text, out long ticks)
    {
        ticks = 0;
        if (text is not [':', _, _, .. var rest])
        {
            return true;
        }

        if (!TryReadNumber(text[1..3], out var seconds) || seconds > 59)
        {
            return false;
        }

        ticks = seconds * TimeSpan.TicksPerSecond;
        if (rest is ['.', ..])
        {
            rest = rest[1..];
            for (var unit = TimeSpan.TicksPerSecond / 10; rest.Length > 0 && char.IsAsciiDigit(rest[0]); unit /= 10)
            {
                ticks += (rest[0] - '0') * unit;
                rest = rest[1..];
            }
        }

        text = rest;
        return true;
    }

    // In minutes, positive east of Greenwich.
    private static bool TryReadOffset(ReadOnlySpan<char> text, bool required, out int minutes)
    {
        minutes = 0;
        if (text is [] or "Z")
        {
            return text is not [] || !required;
        }

        if (text is not [var sign and ('+' or '-'), .. var rest])
        {
            return false;
        }

        // With or without a colon; of the hours, one digit is enough.
        var hourDigits = rest is [_, ':', ..] ? 1 : 2;
        if (rest.Length < hourDigits || !TryReadNumber(rest[..hourDigits], out var hours))
        {
            return false;
        }

        rest = rest[hourDigits..];
        rest = rest is [':', ..] ? rest[1..] : rest;
        if (rest.Length != 2 || !TryReadNumber(rest, out minutes) || minutes > 59)
        {
            return false;
        }

        minutes += hours * 60;
        minutes = sign == '-' ? -minutes : minutes;
        return Math.Abs(minutes) <= LargestOffsetMinutes;
    }

    private static bool TryReadNumber(ReadOnlySpan<char> digits, out int number)
    {
        number = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit(digit))
            {
                return false;
            }

            number = (number * 10) + (digit - '0');
        }

        return true;
    }
}
