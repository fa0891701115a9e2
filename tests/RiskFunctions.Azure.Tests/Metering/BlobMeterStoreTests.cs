using System.Net;
using Azure.Core.Pipeline;
using Azure.Identity;
using RiskFunctions.Azure.Metering;
using RiskFunctions.Azure.Tests.Secrets;
using RiskFunctions.Metering;
using RiskFunctions.Testing.Time;

namespace RiskFunctions.Azure.Tests.Metering;

public sealed class BlobMeterStoreTests : IDisposable
{
    private static readonly byte[] Ours = "ours"u8.ToArray();
    private static readonly byte[] Theirs = "theirs"u8.ToArray();
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly FakeBlobService _service = new();
    private readonly FakeCredential _credential = new();
    private readonly ManualTimeProvider _time = new();
    private readonly HttpClientTransport _transport;

    public BlobMeterStoreTests() => _transport = new HttpClientTransport(_service);

    public void Dispose()
    {
        _transport.Dispose();
        _service.Dispose();
    }

    [Fact]
    public async Task TrySaveAsync_answer_lost_after_the_write_is_a_success_with_its_version()
    {
        _service.WriteFromElsewhere(Theirs);
        var version = _service.ETag;
        _service.After.Enqueue(() => throw new HttpRequestException("connection reset"));

        var saved = await SaveAsync(version);

        Assert.Equal(_service.ETag, saved);
        Assert.NotEqual(version, saved);
        Assert.Equal(["PUT", "PUT", "HEAD"], _service.Requests);
    }

    [Fact]
    public async Task TrySaveAsync_answer_lost_after_creating_the_blob_is_a_success()
    {
        _service.After.Enqueue(() => FakeBlobService.Answer(500));

        Assert.Equal("\"0x1\"", await SaveAsync(null));
    }

    [Fact]
    public async Task TrySaveAsync_answer_lost_and_another_writer_came_after_us_is_a_lost_race()
    {
        _service.WriteFromElsewhere(Theirs);
        var version = _service.ETag;
        _service.After.Enqueue(() =>
        {
            // The same bytes as ours: only the mark tells who wrote them.
            _service.WriteFromElsewhere(Ours);
            throw new HttpRequestException("connection reset");
        });

        Assert.Null(await SaveAsync(version));
    }

    [Fact]
    public async Task TrySaveAsync_failure_before_the_write_is_tried_again()
    {
        _service.Before.Enqueue(() => FakeBlobService.Answer(503, "ServerBusy"));
        _service.Before.Enqueue(() => throw new HttpRequestException("connection refused"));

        Assert.Equal("\"0x1\"", await SaveAsync(null));
        Assert.Equal(["PUT", "PUT", "PUT"], _service.Requests);
    }

    [Fact]
    public async Task TrySaveAsync_race_lost_at_the_first_try_needs_no_second_look()
    {
        _service.WriteFromElsewhere(Theirs);

        Assert.Null(await SaveAsync("\"0x0\""));
        Assert.Null(await SaveAsync(null));
        Assert.Equal(["PUT", "PUT"], _service.Requests);
    }

    [Fact]
    public async Task TrySaveAsync_container_missing_is_made_once()
    {
        _service.ContainerExists = false;

        Assert.Equal("\"0x1\"", await SaveAsync(null));
        Assert.Equal(["PUT", "MAKE", "PUT"], _service.Requests);
    }

    [Fact]
    public async Task TrySaveAsync_container_made_by_another_instance_meanwhile_is_used()
    {
        _service.ContainerExists = false;
        _service.Before.Enqueue(null);
        _service.Before.Enqueue(() =>
        {
            _service.ContainerExists = true;
            return FakeBlobService.Answer(409, "ContainerAlreadyExists");
        });

        Assert.Equal("\"0x1\"", await SaveAsync(null));
    }

    [Theory]
    [InlineData(412, "LeaseIdMissing", "lease")]
    [InlineData(409, "ContainerBeingDeleted", "container is there again")]
    [InlineData(403, "AuthorizationPermissionMismatch", "Storage Blob Data Contributor")]
    [InlineData(400, "InvalidHeaderValue", "HTTP 400 InvalidHeaderValue")]
    public async Task TrySaveAsync_refusal_that_is_no_race_throws_and_says_what_to_do(int status, string code, string expected)
    {
        _service.Before.Enqueue(() => FakeBlobService.Answer(status, code));

        var exception = await Assert.ThrowsAsync<MeterStoreException>(() => SaveAsync(null));

        Assert.Contains(expected, exception.Message);
        Assert.Single(_service.Requests);
    }

    [Fact]
    public async Task Calls_store_down_give_up_after_three_tries_within_a_second_of_pauses()
    {
        for (var i = 0; i < BlobMeterStore.MaxTries; i++)
        {
            _service.Before.Enqueue(() => throw new HttpRequestException("connection refused"));
        }

        await Assert.ThrowsAsync<MeterStoreException>(() => LoadAsync());

        Assert.Equal(BlobMeterStore.MaxTries, _service.Requests.Count);
        Assert.InRange(BlobMeterStore.ClientOptions().Retry.MaxDelay * (BlobMeterStore.MaxTries - 1), TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task LoadAsync_longer_than_the_bound_is_refused()
    {
        _service.WriteFromElsewhere(new byte[BlobMeterStore.MaxContentBytes + 1]);

        var exception = await Assert.ThrowsAsync<MeterStoreException>(() => LoadAsync());

        Assert.Contains("RateMeter:ContainerUri", exception.Message);
    }

    [Fact]
    public async Task LoadAsync_endless_content_without_a_length_is_refused()
    {
        _service.Before.Enqueue(() => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new EndlessStream()) });

        await Assert.ThrowsAsync<MeterStoreException>(() => LoadAsync());
    }

    [Fact]
    public async Task LoadAsync_as_long_as_the_bound_is_read_whole()
    {
        _service.WriteFromElsewhere(new byte[BlobMeterStore.MaxContentBytes]);

        Assert.Equal(BlobMeterStore.MaxContentBytes, (await LoadAsync()).Content.Length);
    }

    [Fact]
    public async Task TrySaveAsync_longer_than_the_bound_is_refused_before_it_is_sent()
    {
        var tooLong = new byte[BlobMeterStore.MaxContentBytes + 1];

        await Assert.ThrowsAsync<MeterStoreException>(async () => await Store().TrySaveAsync(tooLong, null, CancellationToken.None));
        Assert.Empty(_service.Requests);
    }

    [Fact]
    public async Task Calls_without_a_sas_carry_the_identitys_token()
    {
        await SaveAsync(null);

        Assert.Equal("Bearer entra-token", _service.Last!.Headers.Authorization!.ToString());
        Assert.Equal("https://contoso.blob.core.windows.net/rate-meter/rate-meter.json", _service.Last.RequestUri!.AbsoluteUri);
        Assert.Equal("2024-11-04", Assert.Single(_service.Last.Headers.GetValues("x-ms-version")));
    }

    [Fact]
    public async Task Calls_with_a_sas_carry_it_and_no_token_and_never_name_it()
    {
        _service.Before.Enqueue(() => FakeBlobService.Answer(403, "AuthenticationFailed"));

        var exception = await Assert.ThrowsAsync<MeterStoreException>(() => LoadAsync("?sv=1&sig=hidden"));

        Assert.Null(_service.Last!.Headers.Authorization);
        Assert.Equal("?sv=1&sig=hidden", _service.Last.RequestUri!.Query);
        Assert.DoesNotContain("hidden", exception.ToString());
    }

    [Fact]
    public async Task Calls_identity_without_a_token_say_where_to_look()
    {
        _credential.Failure = new CredentialUnavailableException("no identity");

        var exception = await Assert.ThrowsAsync<MeterStoreException>(() => SaveAsync(null));

        Assert.Contains("AZURE_CLIENT_ID", exception.Message);
    }

    private Task<MeterDocument> LoadAsync(string sas = "") => RunAsync(Store(sas).LoadAsync(CancellationToken.None).AsTask());

    private Task<string?> SaveAsync(string? version) => RunAsync(Store().TrySaveAsync(Ours, version, CancellationToken.None).AsTask());

    private async Task<T> RunAsync<T>(Task<T> task)
    {
        await _time.RunUntilAsync(task, Limit);
        return await task;
    }

    private BlobMeterStore Store(string sas = "")
    {
        var container = new Uri($"https://contoso.blob.core.windows.net/rate-meter{sas}");
        var options = BlobMeterStore.ClientOptions();
        options.Transport = _transport;
        // The client waits by the machine's clock; here it need not.
        options.Retry.Delay = TimeSpan.Zero;
        return new BlobMeterStore(container, _credential, options, _time);
    }

    private sealed class EndlessStream : MemoryStream
    {
        public override int Read(Span<byte> buffer) => buffer.Length;

        public override int Read(byte[] buffer, int offset, int count) => count;

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.FromResult(count);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(buffer.Length);
    }
}
