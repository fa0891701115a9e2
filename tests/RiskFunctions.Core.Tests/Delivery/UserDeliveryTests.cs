using System.Buffers.Text;
using System.Text.Json;
using RiskFunctions.Delivery;
using RiskFunctions.Signals;
using RiskFunctions.Testing.Delivery;
using RiskFunctions.Testing.Okta;

namespace RiskFunctions.Core.Tests.Delivery;

/// <summary>Two destinations side by side: what each keeps from the other, which is nothing.</summary>
public sealed class UserDeliveryTests
{
    private static readonly ServiceAppKey Key = ServiceAppKey.CreateRsa();

    [Fact]
    public async Task Held_users_do_not_keep_the_addresses_and_the_next_delivery_goes_on_with_the_users_alone()
    {
        await using var rig = Rig();
        rig.SecurityEvents.AnswerWith(static _ => OktaAnswer.Status(503));
        var first = rig.MessageOf("m", Some.Users(), Some.Signal());

        await rig.DeliverAsync(first);

        Assert.Equal("abandon", first.Settled);
        Assert.InRange(first.SettledAt!.Value - Some.Time, TimeSpan.FromSeconds(25), TimeSpan.FromSeconds(75));
        Assert.Single(rig.Okta.Calls);
        var tries = rig.SecurityEvents.Calls.Count;
        rig.SecurityEvents.AnswerWith(static _ => OktaAnswer.Accepted());

        var second = rig.Receive("m", delivery: 2, first.Note);
        await rig.DeliverAsync(second);

        Assert.Equal("complete", second.Settled);
        Assert.Single(rig.Okta.Calls);
        Assert.Equal(tries + 1, rig.SecurityEvents.Calls.Count);
        Assert.Single(rig.SecurityEvents.Calls.Select(c => Claim(c, "jti")).Distinct());
    }

    [Fact]
    public async Task Held_users_with_nothing_new_to_note_are_left_to_their_lock()
    {
        await using var rig = Rig();
        rig.SecurityEvents.AnswerWith(static _ => OktaAnswer.Status(503));
        var first = rig.MessageOf("m", Some.Users(), Some.Signal());
        await rig.DeliverAsync(first);

        var second = rig.Receive("m", delivery: 2, first.Note);
        await rig.DeliverAsync(second);

        Assert.Null(second.Settled);
        Assert.Single(rig.Okta.Calls);
    }

    [Fact]
    public async Task Held_addresses_do_not_keep_the_users()
    {
        await using var rig = Rig();
        rig.Okta.AnswerWith(static _ => OktaAnswer.Status(503));
        var message = rig.MessageOf("m", Some.Users(), Some.Signal());

        await rig.DeliverAsync(message);

        Assert.Equal("abandon", message.Settled);
        Assert.InRange(message.SettledAt!.Value - Some.Time, TimeSpan.FromSeconds(25), TimeSpan.FromSeconds(75));
        Assert.Single(rig.SecurityEvents.Calls);
    }

    [Fact]
    public async Task Users_alone_are_held_as_long_as_the_setting_says()
    {
        await using var rig = Rig(("RiskEvents:Enabled", "false"));
        rig.SecurityEvents.AnswerWith(static _ => OktaAnswer.Status(503));
        var message = rig.MessageOf("m", Some.Users(), Some.Signal());

        await rig.DeliverAsync(message);

        Assert.Equal("abandon", message.Settled);
        Assert.InRange(message.SettledAt!.Value - Some.Time, TimeSpan.FromMinutes(8), TimeSpan.FromMinutes(8.2));
        Assert.Empty(rig.Okta.Calls);
    }

    [Fact]
    public async Task One_budget_never_slows_the_other()
    {
        await using var rig = Rig(("SecurityEvents:RequestsPerMinute", "10"));
        var slow = rig.MessageOf("slow", Some.Users(30), Some.Signal());
        var plain = rig.MessagesApart(20 * 20);
        DateTimeOffset plainSent = default;

        await rig.RunAsync(async () =>
        {
            var users = rig.StartAsync([slow]);
            await Task.WhenAll(plain.Chunk(20).Select(batch => rig.StartAsync(batch)));
            plainSent = rig.Time.GetUtcNow();
            await users;
        });

        Assert.Equal(30, rig.SecurityEvents.Calls.Count);
        Assert.Equal("complete", slow.Settled);
        Assert.All(plain, m => Assert.Equal("complete", m.Settled));
        Assert.True(plainSent - Some.Time < TimeSpan.FromMinutes(1), $"Addresses took {plainSent - Some.Time}.");
        Assert.True(slow.SettledAt - Some.Time > TimeSpan.FromMinutes(1.5), $"Users took {slow.SettledAt - Some.Time}.");
        Assert.All(rig.SecurityEvents.Calls, c => Assert.InRange(rig.SecurityEvents.Calls.Count(o => o.At >= c.At && o.At < c.At.AddMinutes(1)), 1, 10));
    }

    [Fact]
    public async Task High_users_of_a_batch_go_first()
    {
        await using var rig = Rig();

        await rig.DeliverAsync(
            rig.MessageOf("low", Some.Users(1, RiskLevel.Low)), rig.MessageOf("medium", Some.Users(1, RiskLevel.Medium)), rig.MessageOf("high", Some.Users(1)));

        Assert.Equal(["high", "medium", "low"], rig.SecurityEvents.Calls.Select(LevelOf));
    }

    [Fact]
    public async Task Signature_refused_of_one_while_others_are_accepted_is_the_contents_fault()
    {
        await using var rig = Rig();
        rig.SecurityEvents.AnswerWith(static c => Body(c).Contains("user0@")
            ? OktaAnswer.Status(400, """{"err":"authentication_failed","description":"for user0@example.com"}""")
            : OktaAnswer.Accepted());
        var bad = rig.MessageOf("bad", Some.Users(), Some.Signal());
        var good = rig.MessageOf("good", Some.Users(3, first: 1));

        await rig.DeliverAsync(bad, good);
        Assert.Equal(("abandon", null), (bad.Settled, good.Settled));
        bad = rig.Receive("bad", delivery: 2, bad.Note);
        good = rig.Receive("good", delivery: 2);
        await rig.DeliverAsync(bad, good);

        Assert.Equal(("dead-letter", "complete"), (bad.Settled, good.Settled));
        Assert.Equal("RejectedByOkta", bad.Reason);
        Assert.StartsWith("authentication_failed", bad.Description);
        Assert.DoesNotContain("user0@", bad.Description);
        Assert.Single(rig.Okta.Calls);
    }

    [Fact]
    public async Task Okta_stumbles_over_one_while_others_are_accepted_sets_it_aside()
    {
        await using var rig = Rig();
        rig.SecurityEvents.AnswerWith(static c => Body(c).Contains("user0@") ? OktaAnswer.Status(500) : OktaAnswer.Accepted());
        var bad = rig.MessageOf("bad", Some.Users(), Some.Signal());
        var good = rig.MessageOf("good", Some.Users(3, first: 1));

        await rig.DeliverAsync(bad, good);

        Assert.Equal(("abandon", "complete"), (bad.Settled, good.Settled));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(405)]
    [InlineData(401)]
    public async Task Org_without_the_api_is_held_like_a_refused_credential(int status)
    {
        await using var rig = Rig();
        rig.SecurityEvents.AnswerWith(_ => OktaAnswer.Status(status));
        var message = rig.MessageOf("m", Some.Users());

        await rig.DeliverAsync(message);

        Assert.NotEqual("dead-letter", message.Settled);
        Assert.Contains(rig.Logs.Entries, e => e.Id.Name == "CredentialRefused" && e.Text.Contains("security events") && e.Text.Contains("provider"));
    }

    [Fact]
    public async Task Throttled_waits_for_the_reset_and_lowers_the_users_budget_only()
    {
        await using var rig = Rig();
        rig.SecurityEvents.AnswerWith(
            c => c.Number == 1 ? OktaAnswer.Throttled(rig.Time.GetUtcNow(), TimeSpan.FromSeconds(20), limit: 5) : OktaAnswer.Accepted());
        var message = rig.MessageOf("m", Some.Users(), Some.Signal());

        await rig.DeliverAsync(message);

        Assert.Equal("complete", message.Settled);
        Assert.InRange(rig.SecurityEvents.Calls[1].At - Some.Time, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(25));
        Assert.Equal(30, (await rig.Get<IFlowStatus>().ReadAsync(CancellationToken.None)).Meter.Limit);
    }

    [Fact]
    public async Task Key_that_cannot_sign_holds_in_words_that_quote_nothing_of_it()
    {
        await using var rig = Rig();
        var ec = ServiceAppKey.CreateEc();
        rig.Secrets.Others["security-events-key"] = ec.PrivateJwk;
        var message = rig.MessageOf("m", Some.Users());

        await rig.DeliverAsync(message);

        Assert.Empty(rig.SecurityEvents.Calls);
        Assert.Contains(rig.Logs.Entries, e => e.Id.Name == "CredentialRefused" && e.Text.Contains("EC key"));
        Assert.NotEqual("dead-letter", message.Settled);
    }

    private static DeliveryRig Rig(params (string, string)[] settings)
    {
        var rig = new DeliveryRig([("SecurityEvents:Enabled", "true"), ("SecurityEvents:Issuer", "https://transmitter.example.com"), .. settings]);
        rig.Secrets.Others["security-events-key"] = Key.PrivateJwk;
        return rig;
    }

    private static string Body(OktaCall call) => System.Text.Encoding.UTF8.GetString(Base64Url.DecodeFromChars(call.Body.Split('.')[1]));

    private static string Claim(OktaCall call, string name)
    {
        using var json = JsonDocument.Parse(Body(call));
        return json.RootElement.GetProperty(name).ToString();
    }

    private static string LevelOf(OktaCall call)
    {
        using var json = JsonDocument.Parse(Body(call));
        return json.RootElement.GetProperty("events").EnumerateObject().Single().Value.GetProperty("current_level").GetString()!;
    }
}
