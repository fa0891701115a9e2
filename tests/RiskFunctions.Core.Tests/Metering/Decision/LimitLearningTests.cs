using RiskFunctions.Metering;
using RiskFunctions.Metering.Decision;
using RiskFunctions.Metering.State;
using RiskFunctions.Okta.Answers;
using RiskFunctions.Signals;
using static RiskFunctions.Core.Tests.Metering.MeterTimes;

namespace RiskFunctions.Core.Tests.Metering.Decision;

public sealed class LimitLearningTests
{
    [Theory]
    [InlineData(15, 15)]
    [InlineData(600, 600)]
    [InlineData(0, 20)]
    [InlineData(-3, 20)]
    [InlineData(null, 20)]
    public void Learn_limit_is_taken_when_it_can_be_one(int? named, int known)
    {
        var next = Learn(new MeterState { OktaLimit = 20 }, new RateLimitReading { Limit = named, Remaining = 5 });

        Assert.Equal(known, next.OktaLimit);
        Assert.Null(next.BlockedUntil);
        Assert.Empty(next.Minutes);
    }

    [Theory]
    [InlineData(20, 21.5)]
    [InlineData(120, 121.5)]
    [InlineData(0, 1.5)]
    [InlineData(-1, 15.5)]
    [InlineData(121, 15.5)]
    [InlineData(10_800, 15.5)]
    [InlineData(null, 15.5)]
    public void Learn_throttled_blocks_until_a_reset_that_can_be_believed(int? resetIn, double blocked)
    {
        var reading = new RateLimitReading { Limit = 30, Remaining = 0, ResetIn = Seconds(resetIn) };

        var next = Learn(new MeterState(), reading, throttled: true);

        Assert.Equal(At(blocked), next.BlockedUntil);
    }

    [Fact]
    public void Learn_throttled_without_headers_blocks_a_while()
    {
        var next = Learn(new MeterState(), null, throttled: true);

        Assert.Equal(At(15.5), next.BlockedUntil);
    }

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(45, 45.5)]
    [InlineData(139, 139.5)]
    [InlineData(600, 139.5)]
    public void Learn_throttled_by_what_stands_before_Okta_waits_as_it_says_and_no_longer_than_the_meter_believes(int retryAfter, double blocked)
    {
        var next = Learn(new MeterState(), new RateLimitReading { RetryAfter = Seconds(retryAfter) }, throttled: true);

        var (decision, _) = RateMeter.Decide(next, new PermitQuestion("me", RiskLevel.High, null), Start, Rules());

        Assert.Equal(At(blocked), next.BlockedUntil);
        Assert.Equal(At(blocked), Assert.IsType<PermitDecision.Wait>(decision).Until);
    }

    [Fact]
    public void Learn_concurrency_limit_pauses_shortly_and_is_no_limit()
    {
        var reading = new RateLimitReading { Limit = 0, Remaining = 0, ResetIn = TimeSpan.FromSeconds(50) };

        var next = Learn(new MeterState { OktaLimit = 15 }, reading, throttled: true);

        Assert.Equal(At(2.5), next.BlockedUntil);
        Assert.Equal(15, next.OktaLimit);
    }

    [Fact]
    public void Learn_nothing_remaining_because_of_others_blocks_until_the_reset()
    {
        var reading = new RateLimitReading { Limit = 30, Remaining = 0, ResetIn = TimeSpan.FromSeconds(20) };

        var next = Learn(WithGrants(-3, -2, -1), reading);

        Assert.Equal(At(21), next.BlockedUntil);
    }

    [Theory]
    [InlineData(30, 1, 20)]
    [InlineData(30, null, 20)]
    [InlineData(null, 0, 20)]
    [InlineData(0, 0, 20)]
    [InlineData(30, 0, null)]
    [InlineData(30, 0, -1)]
    [InlineData(30, 0, 121)]
    public void Learn_accepted_answer_that_does_not_say_until_when_the_window_is_used_up_blocks_nothing(int? limit, int? remaining, int? resetIn)
    {
        var reading = new RateLimitReading { Limit = limit, Remaining = remaining, ResetIn = Seconds(resetIn) };

        Assert.Null(Learn(WithGrants(-1), reading).BlockedUntil);
    }

    [Fact]
    public void Learn_nothing_remaining_because_of_ourselves_leaves_it_to_the_window()
    {
        var reading = new RateLimitReading { Limit = 3, Remaining = 0, ResetIn = TimeSpan.FromSeconds(20) };

        var next = Learn(WithGrants(-3, -2, -1), reading);

        Assert.Null(next.BlockedUntil);
    }

    [Theory]
    [InlineData(-41.9)] // Within what rounding of both headers can hide.
    [InlineData(-43.5)] // The request came to Okta as late after its grant as the guard of 1.5 s allows.
    public void Learn_own_grants_that_Oktas_window_may_hold_leave_it_to_the_window(double oldest)
    {
        // The window ends in 20 s, so it began 40 s ago.
        var reading = new RateLimitReading { Limit = 3, Remaining = 0, ResetIn = TimeSpan.FromSeconds(20) };

        var next = Learn(WithGrants(oldest, -20, -1), reading);

        Assert.Null(next.BlockedUntil);
    }

    [Fact]
    public void Learn_own_grants_before_Oktas_window_explain_nothing()
    {
        // The window ends in 20 s, so it began 40 s ago; two seconds are allowed for rounded times and 1.5 s for the way to Okta.
        var reading = new RateLimitReading { Limit = 3, Remaining = 0, ResetIn = TimeSpan.FromSeconds(20) };

        var next = Learn(WithGrants(-43.6, -20, -1), reading);

        Assert.Equal(At(21), next.BlockedUntil);
    }

    [Fact]
    public void Learn_late_counts_the_reset_from_the_answer()
    {
        var report = new SendReport
        {
            RateLimit = new RateLimitReading { Limit = 30, Remaining = 0, ResetIn = TimeSpan.FromSeconds(20) },
            AnsweredAt = Start,
            Throttled = true,
            Jitter = 0,
        };

        Assert.Equal(At(21), LimitLearning.Learn(new MeterState(), report, At(8), Rules()).BlockedUntil);
    }

    [Fact]
    public void Learn_never_shortens_a_block()
    {
        var reading = new RateLimitReading { Limit = 30, Remaining = 0, ResetIn = TimeSpan.FromSeconds(5) };

        var next = Learn(new MeterState { BlockedUntil = At(40) }, reading, throttled: true);

        Assert.Equal(At(40), next.BlockedUntil);
    }

    [Fact]
    public void Learn_counts_events_subjects_and_throttling_into_the_minute()
    {
        var accepted = new SendReport { Events = 20, Subjects = 31, Jitter = 0 };
        var throttled = new SendReport { Throttled = true, Jitter = 0 };

        var next = LimitLearning.Learn(LimitLearning.Learn(new MeterState(), accepted, Start, Rules()), throttled, At(1), Rules());

        Assert.Equal(new MinuteUse { Minute = Start, Events = 20, Subjects = 31, Throttled = 1 }, Assert.Single(next.Minutes));
    }

    [Fact]
    public void Learn_jitter_is_added_after_a_throttled_reset_only()
    {
        var reading = new RateLimitReading { Limit = 30, Remaining = 0, ResetIn = TimeSpan.FromSeconds(5) };
        var early = new SendReport { RateLimit = reading, Throttled = true, Jitter = 0 };
        var late = early with { Jitter = 1 };

        Assert.Equal(At(6), LimitLearning.Learn(new MeterState(), early, Start, Rules()).BlockedUntil);
        Assert.Equal(At(7), LimitLearning.Learn(new MeterState(), late, Start, Rules()).BlockedUntil);
    }

    [Theory]
    [InlineData(1, -10)]
    [InlineData(1.001, -9.499)]
    [InlineData(4, -6.5)]
    public void Learn_a_late_answer_moves_its_permit_to_the_last_moment_at_which_it_may_have_reached_Okta(double late, double counts)
    {
        var state = WithGrants(-20, -10, -8);
        var report = new SendReport { Grant = state.Grants[1], AnsweredAt = At(late - 10), Jitter = 0 };

        var next = LimitLearning.Learn(state, report, Start, Rules());

        Assert.Equal(new[] { -20, counts, -8 }.Order(), next.Grants.Select(g => (g.At - Start).TotalSeconds));
    }

    [Fact]
    public void Learn_a_late_answer_brings_no_permit_back_that_has_left_the_window()
    {
        var report = new SendReport { Grant = new MeterGrant(At(-90), "other"), AnsweredAt = Start, Jitter = 0 };

        var next = LimitLearning.Learn(WithGrants(-8), report, Start, Rules());

        Assert.Equal(At(-8), Assert.Single(next.Grants).At);
    }

    private static MeterState Learn(MeterState state, RateLimitReading? reading, bool throttled = false) =>
        LimitLearning.Learn(state, new SendReport { RateLimit = reading, Throttled = throttled, Jitter = 0.5 }, Start, Rules());

    private static TimeSpan? Seconds(int? seconds) => seconds is null ? null : TimeSpan.FromSeconds(seconds.Value);
}
