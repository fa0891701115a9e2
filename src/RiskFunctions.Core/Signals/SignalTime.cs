using System.Text.Json;

namespace RiskFunctions.Signals;

/// <summary>Times of signals: ISO 8601 in, UTC and whole milliseconds out (Okta takes exactly three fractional digits).</summary>
internal static class SignalTime
{
    /// <summary>The last moment that can be written.</summary>
    public static readonly DateTimeOffset Latest = ToMilliseconds(DateTimeOffset.MaxValue);

    /// <summary>The same moment in UTC, the part below a millisecond cut off.</summary>
    public static DateTimeOffset ToMilliseconds(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);

    /// <param name="value">A JSON string.</param>
    /// <param name="text">The same, decoded.</param>
    /// <param name="offsetRequired">False takes a time without offset as UTC.</param>
    /// <param name="time">UTC, whole milliseconds.</param>
    public static bool TryRead(JsonElement value, string text, bool offsetRequired, out DateTimeOffset time)
    {
        time = default;
        if (HasOffset(text))
        {
            if (!value.TryGetDateTimeOffset(out var parsed))
            {
                return false;
            }

            time = ToMilliseconds(parsed);
            return true;
        }

        if (offsetRequired || !value.TryGetDateTime(out var bare))
        {
            return false;
        }

        time = ToMilliseconds(new DateTimeOffset(DateTime.SpecifyKind(bare, DateTimeKind.Utc)));
        return true;
    }

    // The parser fills a missing offset in from the machine's own zone, so it is looked for here. Signs stand before the T too.
    private static bool HasOffset(string text)
    {
        var afterDate = text.IndexOf('T', StringComparison.Ordinal);
        return afterDate >= 0 && text.AsSpan(afterDate).IndexOfAny('Z', '+', '-') >= 0;
    }
}
