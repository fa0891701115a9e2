using System.Net.Http.Headers;

namespace RiskFunctions.Okta.Answers;

/// <summary>
/// Okta's rate-limit headers (developer.okta.com, "Rate limits"): <c>X-Rate-Limit-Limit</c> and <c>-Remaining</c> in requests,
/// <c>-Reset</c> in UTC epoch seconds.
/// </summary>
internal sealed record RateLimitReading
{
    /// <summary>Requests allowed in the window; null when not told. 0 marks Okta's concurrency limit.</summary>
    public int? Limit { get; init; }

    /// <summary>Requests left in the window; null when not told.</summary>
    public int? Remaining { get; init; }

    /// <summary>Time from the answer's own <c>Date</c> to the reset, so that our clock plays no part; null when not told. May be negative.</summary>
    public TimeSpan? ResetIn { get; init; }

    /// <summary>The wait of <c>Retry-After</c> on a 429 without a reset. That header comes from a gateway before Okta, not from Okta.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>All that an answer says about the limit; null when it says nothing.</summary>
    public static RateLimitReading? From(HttpResponseMessage response, DateTimeOffset now)
    {
        var reading = From(response.Headers, now);
        if (response.StatusCode != HttpStatusCode.TooManyRequests || reading?.ResetIn is not null)
        {
            return reading;
        }

        var wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } until } => until - (response.Headers.Date ?? now),
            _ => (TimeSpan?)null,
        };
        return wait is null ? reading : (reading ?? new RateLimitReading()) with { RetryAfter = wait < TimeSpan.Zero ? TimeSpan.Zero : wait };
    }

    /// <summary>Null when the answer has none of the headers.</summary>
    public static RateLimitReading? From(HttpResponseHeaders headers, DateTimeOffset now)
    {
        var limit = Smallest(headers, "X-Rate-Limit-Limit");
        var remaining = Smallest(headers, "X-Rate-Limit-Remaining");
        var reset = Smallest(headers, "X-Rate-Limit-Reset");
        if (limit is null && remaining is null && reset is null)
        {
            return null;
        }

        return new RateLimitReading
        {
            Limit = Count(limit),
            Remaining = Count(remaining),
            ResetIn = reset is null or > MaxEpochSeconds ? null : DateTimeOffset.FromUnixTimeSeconds(reset.Value) - (headers.Date ?? now),
        };
    }

    // The last second that DateTimeOffset can hold.
    private const long MaxEpochSeconds = 253402300799;

    private static int? Count(long? value) => value is null ? null : (int)Math.Min(value.Value, int.MaxValue);

    // Okta's own SDK takes the smallest where a header comes more than once.
    private static long? Smallest(HttpResponseHeaders headers, string name)
    {
        if (!headers.TryGetValues(name, out var values))
        {
            return null;
        }

        long? smallest = null;
        foreach (var value in values.SelectMany(v => v.Split(',', StringSplitOptions.TrimEntries)))
        {
            if (long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && !(number >= smallest))
            {
                smallest = number;
            }
        }

        return smallest;
    }
}
