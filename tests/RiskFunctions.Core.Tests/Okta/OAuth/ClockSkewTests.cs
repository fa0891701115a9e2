using System.Net;
using RiskFunctions.Okta;
using RiskFunctions.Okta.OAuth.DPoP;
using RiskFunctions.Testing.Time;

namespace RiskFunctions.Core.Tests.Okta.OAuth;

public sealed class ClockSkewTests
{
    [Theory]
    [InlineData(6, DPoPUse.Off)]
    [InlineData(-6, DPoPUse.Off)]
    [InlineData(6, DPoPUse.Required)]
    [InlineData(-6, DPoPUse.Required)]
    [InlineData(600, DPoPUse.Required)]
    [InlineData(-600, DPoPUse.Required)]
    public async Task Clock_minutes_off_is_corrected_at_the_second_try(int minutes, DPoPUse use)
    {
        var scene = new OAuthScene(use);
        scene.Okta.ClockLead = TimeSpan.FromMinutes(minutes);

        var (response, tries) = await scene.SendAsync();

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(1, tries);
        Assert.Equal(2, scene.Okta.TokenRequests);
        Assert.Contains(scene.Log, l => l.StartsWith("4 Warning"));
    }

    [Fact]
    public async Task Clock_right_is_not_touched()
    {
        var scene = new OAuthScene(DPoPUse.Required);

        await scene.SendAsync();

        Assert.Equal(1, scene.Okta.TokenRequests);
        Assert.DoesNotContain(scene.Log, l => l.StartsWith("4 "));
    }

    [Fact]
    public async Task Clock_that_goes_wrong_later_is_learnt_from_the_api()
    {
        var scene = new OAuthScene(DPoPUse.Required);
        await scene.SendAsync();
        scene.Okta.ClockLead = TimeSpan.FromMinutes(7);

        var (response, tries) = await scene.SendAsync();

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(2, tries);
    }

    [Fact]
    public async Task Clock_off_and_no_date_ends_in_a_refusal()
    {
        var scene = new OAuthScene();
        scene.Okta.ClockLead = TimeSpan.FromMinutes(6);
        scene.Okta.SendsDate = false;

        await scene.RefusedAsync();

        Assert.Equal(1, scene.Okta.TokenRequests);
    }

    [Fact]
    public async Task Clock_off_is_named_when_okta_refuses_all_the_same()
    {
        var scene = new OAuthScene();
        scene.Okta.ClockLead = TimeSpan.FromMinutes(6);
        scene.Okta.Keys.Clear();

        var refused = await scene.RefusedAsync();

        Assert.Contains("clock is 360 s behind Okta's", refused.Message);
    }

    [Fact]
    public void Learn_never_runs_ahead_of_the_server_whatever_delay_and_fraction()
    {
        for (var i = 0; i < 500; i++)
        {
            var time = new ManualTimeProvider(ManualTimeProvider.DefaultStart.AddMilliseconds(i * 37));
            var lead = TimeSpan.FromMilliseconds((i * 7919 % 1_000_000) - 500_000);
            var clock = new ServerClock(time);
            var sentAt = clock.LocalNow;
            time.Advance(TimeSpan.FromMilliseconds(i % 40));
            using var response = new HttpResponseMessage();
            var server = time.GetUtcNow() + lead;
            response.Headers.Date = new(server.Ticks - (server.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
            time.Advance(TimeSpan.FromMilliseconds(i % 60));

            clock.Learn(response, sentAt);

            var error = clock.UtcNow - (time.GetUtcNow() + lead);
            var slack = TimeSpan.FromSeconds(1.1);
            Assert.InRange(error, -slack, clock.Offset == TimeSpan.Zero ? slack : TimeSpan.Zero);
        }
    }

    [Fact]
    public void Learn_offset_that_still_fits_is_kept()
    {
        var time = new ManualTimeProvider();
        var clock = new ServerClock(time);
        using var first = new HttpResponseMessage();
        first.Headers.Date = time.GetUtcNow().AddSeconds(100);
        Assert.True(clock.Learn(first, clock.LocalNow));
        var offset = clock.Offset;
        time.Advance(TimeSpan.FromMilliseconds(400));

        var moved = clock.Learn(first, clock.LocalNow);

        Assert.False(moved);
        Assert.Equal(offset, clock.Offset);
    }
}
