using RiskFunctions.Okta.Answers;
using RiskFunctions.Testing.Delivery;

namespace RiskFunctions.Core.Tests.Okta;

public sealed class RateLimitReadingTests
{
    private static readonly long Epoch = Some.Time.ToUnixTimeSeconds();

    [Fact]
    public void From_all_headers_gives_all_numbers()
    {
        var reading = Read(("X-Rate-Limit-Limit", "30"), ("X-Rate-Limit-Remaining", "7"), ("X-Rate-Limit-Reset", $"{Epoch + 42}"));

        Assert.Equal(new RateLimitReading { Limit = 30, Remaining = 7, ResetIn = TimeSpan.FromSeconds(42) }, reading);
    }

    [Fact]
    public void From_no_header_is_null() => Assert.Null(Read());

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("0x1E")]
    [InlineData("99999999999999999999")]
    public void From_garbage_alone_is_null(string value) =>
        Assert.Null(Read(("X-Rate-Limit-Limit", value), ("X-Rate-Limit-Remaining", value), ("X-Rate-Limit-Reset", value)));

    [Fact]
    public void From_one_good_header_among_garbage_keeps_it() =>
        Assert.Equal(new RateLimitReading { Limit = 15 }, Read(("X-Rate-Limit-Limit", "15"), ("X-Rate-Limit-Reset", "soon")));

    [Theory]
    [InlineData("30, 15")]
    [InlineData("15,30,x")]
    public void From_several_values_takes_the_smallest(string values) => Assert.Equal(15, Read(("X-Rate-Limit-Limit", values))?.Limit);

    [Fact]
    public void From_several_headers_takes_the_smallest() =>
        Assert.Equal(TimeSpan.FromSeconds(3), Read(("X-Rate-Limit-Reset", $"{Epoch + 9}"), ("X-Rate-Limit-Reset", $"{Epoch + 3}"))?.ResetIn);

    [Fact]
    public void From_zero_limit_is_kept_as_it_marks_the_concurrency_limit() => Assert.Equal(0, Read(("X-Rate-Limit-Limit", "0"))?.Limit);

    [Fact]
    public void From_count_beyond_int_is_the_largest_int() => Assert.Equal(int.MaxValue, Read(("X-Rate-Limit-Limit", "9999999999"))?.Limit);

    [Fact]
    public void From_reset_beyond_the_calendar_is_left_out() =>
        Assert.Equal(new RateLimitReading { Limit = 30 }, Read(("X-Rate-Limit-Limit", "30"), ("X-Rate-Limit-Reset", "253402300800")));

    [Fact]
    public void From_last_second_of_the_calendar_is_no_overflow() => Assert.NotNull(Read(("X-Rate-Limit-Reset", "253402300799"))?.ResetIn);

    [Fact]
    public void From_reset_in_the_past_is_negative() =>
        Assert.Equal(TimeSpan.FromSeconds(-5), Read(("X-Rate-Limit-Reset", $"{Epoch - 5}"))?.ResetIn);

    [Fact]
    public void From_reset_counts_from_the_answers_own_date()
    {
        using var answer = Answer(("X-Rate-Limit-Reset", $"{Epoch + 42}"));
        answer.Headers.Date = Some.Time.AddSeconds(30);

        Assert.Equal(TimeSpan.FromSeconds(12), RateLimitReading.From(answer.Headers, Some.Time)?.ResetIn);
    }

    [Fact]
    public void From_unreadable_date_counts_from_our_clock() =>
        Assert.Equal(TimeSpan.FromSeconds(42), Read(("Date", "yesterday"), ("X-Rate-Limit-Reset", $"{Epoch + 42}"))?.ResetIn);

    private static RateLimitReading? Read(params (string Name, string Value)[] headers)
    {
        using var answer = Answer(headers);
        return RateLimitReading.From(answer.Headers, Some.Time);
    }

    private static HttpResponseMessage Answer(params (string Name, string Value)[] headers)
    {
        var answer = OktaAnswer.Accepted();
        foreach (var (name, value) in headers)
        {
            answer.Headers.TryAddWithoutValidation(name, value);
        }

        return answer;
    }
}
