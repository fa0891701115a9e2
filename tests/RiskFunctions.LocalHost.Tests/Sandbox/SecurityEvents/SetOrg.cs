using System.Net.Http.Headers;
using System.Text;
using RiskFunctions.LocalHost.Sandbox;
using RiskFunctions.LocalHost.Sandbox.SecurityEvents;
using RiskFunctions.LocalHost.Tests.Sandbox.Http;
using RiskFunctions.Testing.Okta;
using RiskFunctions.Testing.Time;

namespace RiskFunctions.LocalHost.Tests.Sandbox.SecurityEvents;

/// <summary>
/// An org with one provider registered, the provider's keys, and a clock that stands still. What a SET says is valid until a test changes it.
/// </summary>
internal sealed class SetOrg : IAsyncDisposable
{
    public const string Issuer = "https://transmitter.example.com";
    public const string User = "user@example.com";

    /// <summary>Every test signs with it; making one takes longer than a test.</summary>
    public static readonly ServiceAppKey Key = ServiceAppKey.CreateRsa("key-1");

    private int _ids;

    private SetOrg(FaultyOkta okta, KeyHost keys, ManualTimeProvider time)
    {
        Okta = okta;
        Keys = keys;
        Time = time;
    }

    public FaultyOkta Okta { get; }

    public KeyHost Keys { get; }

    public ManualTimeProvider Time { get; }

    public SetStatistics Statistics => Okta.Statistics.SecurityEvents;

    public IReadOnlyList<SetRecord> Requests => Okta.Sandbox.Recorder.SecurityEvents.Requests();

    public string Audience => Okta.OrgUrl.GetLeftPart(UriPartial.Authority);

    public static async Task<SetOrg> StartAsync(
        Func<SecurityEventsOptions, SecurityEventsOptions>? change = null, Func<SandboxOptions, SandboxOptions>? sandbox = null)
    {
        var keys = await KeyHost.StartAsync(Key.PublicJwk);
        var time = new ManualTimeProvider();
        var options = new SecurityEventsOptions { Providers = [new SecurityEventsProvider { Issuer = Issuer, JwksUrl = keys.JwksUrl }] };
        options = change is null ? options : change(options);
        return new SetOrg(await FaultyOkta.StartAsync(o => (sandbox ?? (same => same))(o) with { SecurityEvents = options }, time), keys, time);
    }

    public static string Header(string keyId = "key-1") => $$"""{"alg":"RS256","kid":"{{keyId}}","typ":"secevent+jwt"}""";

    public static string RiskChange(string level = "high", string user = User, string reason = "Impossible travel") =>
        "{\"https://schemas.okta.com/secevent/okta/event-type/user-risk-change\":{\"event_timestamp\":1772600767,"
        + $$$"""
        "subject":{"user":{"format":"email","email":"{{{user}}}"}},"current_level":"{{{level}}}","previous_level":"low",
        "initiating_entity":"system","reason_admin":{"en":"{{{reason}}}"}} }
        """;

    /// <summary>Claims that nothing is wrong with; an id of its own unless one is given.</summary>
    public string Claims(string? events = null, string? id = null) => Claims(Audience, id ?? $"id-{++_ids}", Time.GetUtcNow(), events ?? RiskChange());

    public static string Claims(string audience, string id, DateTimeOffset issued, string events) =>
        $$"""{"iss":"{{Issuer}}","aud":"{{audience}}","jti":"{{id}}","iat":{{issued.ToUnixTimeSeconds()}},"events":{{events}}}""";

    /// <summary>A SET that nothing is wrong with.</summary>
    public string Set(string? events = null, string? id = null) => Key.Sign(Header(), Claims(events, id));

    public async Task<SetAnswer> PostAsync(string set, string contentType = "application/secevent+jwt")
    {
        using var response = await SendAsync(set, contentType);
        if ((int)response.StatusCode != 400)
        {
            return new SetAnswer((int)response.StatusCode, null, null);
        }

        var body = await SandboxClient.JsonAsync(response);
        Assert.Equal(["err", "description"], body.EnumerateObject().Select(p => p.Name));
        return new SetAnswer(400, body.GetProperty("err").GetString(), body.GetProperty("description").GetString());
    }

    public Task<HttpResponseMessage> SendAsync(string set, string contentType = "application/secevent+jwt") => SendAsync(Okta.OrgUrl, set, contentType);

    public static Task<HttpResponseMessage> SendAsync(Uri org, string set, string contentType = "application/secevent+jwt")
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(set)) { Headers = { ContentType = MediaTypeHeaderValue.Parse(contentType) } };
        return SandboxClient.Http.PostAsync(new Uri(org, "/security/api/v1/security-events"), content);
    }

    public async ValueTask DisposeAsync()
    {
        await Okta.DisposeAsync();
        await Keys.DisposeAsync();
    }

    internal sealed record SetAnswer(int Status, string? Err, string? Description);
}
