using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using RiskFunctions.Checks.Connection;
using RiskFunctions.Core.Tests.Okta.OAuth;
using RiskFunctions.Okta;
using RiskFunctions.Secrets;
using RiskFunctions.SecurityEvents;
using RiskFunctions.SecurityEvents.Keys;
using RiskFunctions.Testing.Delivery;
using RiskFunctions.Testing.Time;

namespace RiskFunctions.Core.Tests.SecurityEvents;

/// <summary>A key is published before it signs, whatever restarts and whoever is down.</summary>
public sealed class KeyRotationTests
{
    private static readonly TimeSpan Lead = SecurityEventsOptions.DefaultKeyLeadTime;

    private static readonly RSA[] Keys = [TestKeys.Rsa, RSA.Create(2048), RSA.Create(2048)];

    private readonly ManualTimeProvider _time = new();
    private readonly FakePublicKeyStore _store = new();
    private readonly FakeLogger<SecurityEventKey> _keyLog = new();
    private readonly FakeLogger<KeyPublication> _publicationLog = new();
    private readonly FakeLogger<PublicKeys> _publishingLog = new();

    [Fact]
    public async Task First_key_signs_at_once_and_is_published_by_then()
    {
        Assert.Equal("k0", await Instance(0).SignerAsync());

        Assert.Equal(["k0"], _store.Kids);
        Assert.Empty(_keyLog.Collector.GetSnapshot());
    }

    [Fact]
    public async Task Rotated_key_is_published_at_once_and_signs_when_its_time_has_come()
    {
        await Instance(0).SignerAsync();
        _time.Advance(TimeSpan.FromDays(30));
        var instance = Instance(1, 0);

        Assert.Equal("k0", await instance.SignerAsync());
        Assert.Equal(["k0", "k1"], _store.Kids);
        _time.Advance(Lead - TimeSpan.FromSeconds(2));
        Assert.Equal("k0", await instance.SignerAsync());

        // What was found is good for a minute.
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("k1", await instance.SignerAsync());
        Assert.Empty(_keyLog.Collector.GetSnapshot());
    }

    [Fact]
    public async Task Time_goes_on_through_restarts_and_in_other_instances()
    {
        await Instance(0).SignerAsync();
        _time.Advance(TimeSpan.FromHours(2));
        await Instance(1, 0).SignerAsync();

        _time.Advance(Lead / 2);
        Assert.Equal("k0", await Instance(1, 0).SignerAsync());
        _time.Advance((Lead / 2) + TimeSpan.FromSeconds(1));
        Assert.Equal("k1", await Instance(1, 0).SignerAsync());
    }

    [Fact]
    public async Task Key_that_came_before_the_last_had_its_time_does_not_bring_that_forward()
    {
        await Instance(0).SignerAsync();
        _time.Advance(TimeSpan.FromHours(2));
        await Instance(1, 0).SignerAsync();
        _time.Advance(Lead / 2);

        Assert.Equal("k0", await Instance(2, 1, 0).SignerAsync());
        _time.Advance((Lead / 2) + TimeSpan.FromSeconds(1));
        Assert.Equal("k1", await Instance(2, 1, 0).SignerAsync());
        _time.Advance(Lead / 2);
        Assert.Equal("k2", await Instance(2, 1, 0).SignerAsync());
    }

    [Fact]
    public async Task Key_without_an_earlier_one_signs_after_it_was_published_and_one_warning_says_so()
    {
        await Instance(0).SignerAsync();
        _time.Advance(TimeSpan.FromHours(2));
        var instance = Instance(1);

        Assert.Equal("k1", await instance.SignerAsync());
        Assert.Equal("k1", await instance.SignerAsync());
        Assert.Equal("k1", await instance.SignerAsync(fresh: true));

        Assert.Equal(["k0", "k1"], _store.Kids);
        var line = Assert.Single(_keyLog.Collector.GetSnapshot());
        Assert.Equal(LogLevel.Warning, line.Level);
        Assert.StartsWith("Key k1 signs before SecurityEvents:KeyLeadTime is over", line.Message);
    }

    [Fact]
    public async Task Earlier_key_that_is_switched_off_stops_to_sign_within_a_minute()
    {
        await Instance(0).SignerAsync();
        _time.Advance(TimeSpan.FromHours(2));
        var instance = Instance(1, 0);
        await instance.SignerAsync();

        instance.Secrets.Earlier.Clear();
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("k1", await instance.SignerAsync());
        Assert.Single(_keyLog.Collector.GetSnapshot());
    }

    [Fact]
    public async Task Earlier_versions_that_hold_no_published_key_are_passed_over()
    {
        await Instance(0).SignerAsync();
        _time.Advance(TimeSpan.FromHours(2));
        var instance = Instance(1);
        instance.Secrets.Earlier.AddRange(["not-set", TestKeys.EcJwk(TestKeys.Ec, "k0"), Secret(2), Secret(0)]);

        Assert.Equal("k0", await instance.SignerAsync());
    }

    [Fact]
    public async Task Key_that_cannot_be_published_does_not_sign()
    {
        _store.IsDown = true;
        await Assert.ThrowsAsync<CredentialUnavailableException>(() => Instance(0).SignerAsync());

        _store.IsDown = false;
        var instance = Instance(0);
        await instance.SignerAsync();
        _time.Advance(TimeSpan.FromHours(2));
        _store.IsDown = true;
        instance.Secrets.Value = Secret(1);
        await Assert.ThrowsAsync<CredentialUnavailableException>(() => instance.SignerAsync(fresh: true));
        instance.Secrets.Earlier.Add(Secret(0));
        Assert.Equal("k0", await instance.SignerAsync());

        _store.IsDown = false;
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("k0", await instance.SignerAsync());
        Assert.Equal(["k0", "k1"], _store.Kids);
    }

    [Fact]
    public async Task Store_that_is_down_does_not_stop_a_key_that_is_known_to_be_published()
    {
        var instance = Instance(0);
        await instance.SignerAsync();
        _store.IsDown = true;

        Assert.Equal("k0", await instance.SignerAsync());
        Assert.Equal("k0", await instance.SignerAsync(fresh: true));
    }

    [Fact]
    public async Task Vault_that_does_not_say_whether_there_was_an_earlier_key_is_asked_again()
    {
        await Instance(0).SignerAsync();
        _time.Advance(TimeSpan.FromHours(2));
        var instance = Instance(1, 0);
        await instance.Key.ReadNewestAsync(fresh: false, CancellationToken.None);
        instance.EarlierFault = new SecretUnavailableException("throttled");

        await Assert.ThrowsAsync<SecretUnavailableException>(() => instance.SignerAsync());
        instance.EarlierFault = null;

        Assert.Equal("k0", await instance.SignerAsync());
        Assert.Empty(_keyLog.Collector.GetSnapshot());
    }

    [Fact]
    public async Task Old_key_stays_for_two_days_after_it_may_have_signed_and_then_goes()
    {
        await Instance(0).PublishAsync();
        _time.Advance(TimeSpan.FromDays(30));
        await Instance(1, 0).PublishAsync();

        _time.Advance(Lead + PublicKeySet.Stay - TimeSpan.FromSeconds(2));
        await Instance(1, 0).PublishAsync();
        Assert.Equal(["k0", "k1"], _store.Kids);

        _time.Advance(TimeSpan.FromSeconds(2));
        await Instance(1, 0).PublishAsync();
        Assert.Equal(["k1"], _store.Kids);
        Assert.Contains(_publicationLog.Collector.GetSnapshot(), l => l.Message.Contains("key k0 is no longer published"));
        Assert.Equal("k1", await Instance(1, 0).SignerAsync());
    }

    [Fact]
    public async Task Instances_that_know_different_secrets_do_not_undo_each_other()
    {
        await Instance(0).PublishAsync();
        _time.Advance(TimeSpan.FromHours(2));
        var (late, ahead) = (Instance(0), Instance(1, 0));
        for (var minute = 0; minute < 10; minute++)
        {
            await ahead.PublishAsync();
            await late.PublishAsync();
            Assert.Equal(["k0", "k1"], _store.Kids);
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        _time.Advance(Lead - TimeSpan.FromMinutes(10));
        Assert.Equal("k1", await ahead.SignerAsync());
    }

    [Fact]
    public async Task Key_that_comes_back_counts_from_when_it_first_came()
    {
        await Instance(0).PublishAsync();
        _time.Advance(TimeSpan.FromHours(2));
        await Instance(1, 0).PublishAsync();
        _time.Advance(TimeSpan.FromHours(2));
        var back = Instance(0, 1, 0);
        await back.PublishAsync();

        Assert.Equal("k0", await back.SignerAsync());
        _time.Advance(Lead + PublicKeySet.Stay);
        await back.PublishAsync();
        Assert.Equal(["k0"], _store.Kids);
    }

    [Fact]
    public async Task Writer_that_came_too_late_builds_on_what_the_other_wrote()
    {
        await Instance(0).PublishAsync();
        _time.Advance(TimeSpan.FromHours(2));
        _store.BeforeNextSave = () => Instance(1, 0).PublishAsync().GetAwaiter().GetResult();

        await Instance(2, 0).PublishAsync();

        Assert.Equal(["k0", "k1", "k2"], _store.Kids);
    }

    [Fact]
    public async Task Another_key_under_the_same_kid_takes_the_place_of_the_first()
    {
        await Instance(0).SignerAsync();
        _time.Advance(TimeSpan.FromHours(2));
        var instance = Instance(1, 0);
        instance.Secrets.Value = TestKeys.RsaJwk(Keys[1], "k0");

        var signer = await instance.Key.ReadAsync(fresh: true, CancellationToken.None);

        Assert.True(Assert.Single(PublicKeySet.Parse(_store[KeyPublication.KeySetName].Content!, _time.GetUtcNow())!.Keys).IsOf(signer));
        Assert.Equal(TestKeys.Thumbprint(Keys[1]), signer.PublicJwk.Thumbprint);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("[]")]
    [InlineData("""{"keys":{}}""")]
    [InlineData("""{"keys":[{"kty":5}]}""")]
    [InlineData("""{"keys":[{"kty":"RSA","kid":"a","n":"AA","e":"AA","published_at":9223372036854775807}]}""")]
    public async Task Text_that_is_no_key_set_is_written_anew(string text)
    {
        _store[KeyPublication.KeySetName] = new PublicDocument(text, "by hand");

        Assert.Equal("k0", await Instance(0).SignerAsync());

        Assert.Equal(["k0"], _store.Kids);
        Assert.Contains(_publicationLog.Collector.GetSnapshot(), l => l.Level == LogLevel.Warning && l.Message.Contains(KeyPublication.KeySetName));
    }

    [Fact]
    public async Task Key_that_was_put_there_by_hand_counts_from_when_it_is_seen()
    {
        _store[KeyPublication.KeySetName] = new PublicDocument(
            """{"keys":[{"kty":"EC","kid":"x"},{"kty":"RSA","kid":"hand","n":"AA","e":"AQAB"}]}""", "by hand");

        Assert.Equal("k0", await Instance(0).SignerAsync());

        Assert.Equal(["hand", "k0"], _store.Kids);
        Assert.Single(_keyLog.Collector.GetSnapshot());
        Assert.Equal("k0", await Instance(0).SignerAsync());
    }

    [Fact]
    public async Task Where_nothing_is_published_the_newest_key_signs_at_once()
    {
        var key = new SecurityEventKey(new FakeSecrets(Secret(1)) { Earlier = { Secret(0) } }, Settings(), publication: null, _time, _keyLog);

        Assert.Equal("k1", (await key.ReadAsync(fresh: false, CancellationToken.None)).Kid);
    }

    [Fact]
    public async Task Timer_publishes_both_documents_and_then_writes_no_more()
    {
        var instance = Instance(0);

        await instance.PublishAsync();
        await instance.PublishAsync();
        _time.Advance(TimeSpan.FromDays(7));
        await Instance(0).PublishAsync();

        Assert.Equal(2, _store.Saves);
        Assert.Equal(
            """{"spec_version":"1_0","issuer":"https://keys.example.com","jwks_uri":"https://keys.example.com/.well-known/jwks.json","""
            + "\"delivery_methods_supported\":[\"urn:ietf:rfc:8935\"]}",
            _store[KeyPublication.ConfigurationName].Content);
    }

    [Fact]
    public async Task Timer_says_once_why_it_could_not_publish_and_again_after_it_could()
    {
        var instance = Instance(0);
        foreach (var isDown in new[] { true, true, false, true })
        {
            _store.IsDown = isDown;
            await instance.PublishAsync();
        }

        instance.Secrets.Fault = new SecretUnavailableException("no such secret");
        await instance.PublishAsync();

        Assert.Equal(
            ["the store is down", "the store is down", "no such secret"],
            _publishingLog.Collector.GetSnapshot().Where(l => l.Level == LogLevel.Error).Select(l => l.Message.Split("every minute. ")[1]));
    }

    [Fact]
    public async Task Timer_does_nothing_while_security_events_are_off()
    {
        var instance = Instance(0);
        instance.Options.Enabled = false;

        await instance.PublishAsync();

        Assert.Equal(0, _store.Saves);
    }

    [Fact]
    public async Task Nothing_of_a_private_key_is_published_or_logged()
    {
        await Instance(0).PublishAsync();
        _time.Advance(TimeSpan.FromHours(2));
        await Instance(1).SignerAsync();
        _time.Advance(TimeSpan.FromDays(3));
        await Instance(1).PublishAsync();
        var lines = new[] { _keyLog.Collector, _publicationLog.Collector, _publishingLog.Collector }.SelectMany(c => c.GetSnapshot()).Select(l => l.Message)
            .ToList();
        var shown = string.Join('\n', [.. lines, _store[KeyPublication.KeySetName].Content!, _store[KeyPublication.ConfigurationName].Content!]);

        Assert.Equal(4, lines.Count);
        using var published = JsonDocument.Parse(_store[KeyPublication.KeySetName].Content!);
        Assert.Equal(
            ["alg", "e", "kid", "kty", "n", "published_at", "use"],
            published.RootElement.GetProperty("keys")[0].EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.All(Keys.Select(k => k.ExportParameters(includePrivateParameters: true)), key =>
            Assert.All([key.D, key.P, key.Q, key.DP, key.DQ, key.InverseQ], part => Assert.DoesNotContain(TestKeys.B64(part), shown)));
    }

    [Fact]
    public async Task Check_of_a_key_that_is_not_published_yet_writes_nothing_and_says_who_does()
    {
        await Instance(0).SignerAsync();
        var check = new Process(this, [1, 0], new PublishedKeysAsTheyAre(_store));

        var fault = await Assert.ThrowsAsync<CredentialUnavailableException>(() => check.SignerAsync(fresh: true));

        Assert.Contains("KeysNotPublished", fault.Message);
        Assert.Equal(1, _store.Saves);
        await Instance(1, 0).PublishAsync();
        Assert.Equal("k0", await check.SignerAsync(fresh: true));
    }

    private static string Secret(int key) => TestKeys.RsaJwk(Keys[key], $"k{key}");

    private static IOptions<SecurityEventsOptions> Settings() => Options.Create(new SecurityEventsOptions
    {
        Enabled = true,
        Issuer = "https://keys.example.com",
        PublicKeysUri = new Uri("https://keys.blob.example.com/$web"),
    });

    /// <summary>A process of its own, whose vault holds these keys, the newest first.</summary>
    private Process Instance(params int[] keys) => new(this, keys, _store);

    private sealed class Process : ISecretSource
    {
        private readonly PublicKeys _keys;

        public Process(KeyRotationTests test, int[] keys, IPublicKeyStore store)
        {
            var settings = Settings();
            Options = settings.Value;
            Secrets = new FakeSecrets(Secret(keys[0]));
            Secrets.Earlier.AddRange(keys.Skip(1).Select(KeyRotationTests.Secret));
            var publication = new KeyPublication(store, settings, test._time, test._publicationLog);
            Key = new SecurityEventKey(this, settings, publication, test._time, test._keyLog);
            _keys = new PublicKeys(Key, publication, settings, test._publishingLog);
        }

        public FakeSecrets Secrets { get; }

        public SecurityEventsOptions Options { get; }

        public SecurityEventKey Key { get; }

        public Exception? EarlierFault { get; set; }

        public async Task<string?> SignerAsync(bool fresh = false) => (await Key.ReadAsync(fresh, CancellationToken.None)).Kid;

        public Task PublishAsync() => _keys.PublishAsync(CancellationToken.None);

        public ValueTask<string> GetSecretAsync(string name, bool fresh, CancellationToken cancellationToken) =>
            Secrets.GetSecretAsync(name, fresh, cancellationToken);

        public ValueTask<IReadOnlyList<string>> GetEarlierAsync(string name, CancellationToken cancellationToken) =>
            EarlierFault is null ? Secrets.GetEarlierAsync(name, cancellationToken) : throw EarlierFault;
    }
}
