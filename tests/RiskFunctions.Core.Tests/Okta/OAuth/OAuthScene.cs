using System.Globalization;
using Microsoft.Extensions.Logging;
using RiskFunctions.Okta;
using RiskFunctions.Okta.OAuth;
using RiskFunctions.Secrets;
using RiskFunctions.Testing.Time;

namespace RiskFunctions.Core.Tests.Okta.OAuth;

/// <summary>An authorization over a fake Okta, a fake vault and a clock that stands still.</summary>
internal sealed class OAuthScene : ISecretSource, ILoggerFactory, ILogger
{
    private readonly Lock _gate = new();
    private readonly List<string> _log = [];
    private string? _cachedSecret;
    private int _pausesPassed;

    public OAuthScene(DPoPUse use = DPoPUse.Auto, string? secret = null)
    {
        Okta = new FakeOkta(Time);
        Secret = secret ?? TestKeys.RsaJwk(TestKeys.Rsa);
        Authorization = new PrivateKeyJwtAuthorization(
            new OktaOptions { OrgUrl = new(FakeOkta.Origin), ClientId = FakeOkta.ClientId, DPoP = use }, this, Okta, Time, this);
    }

    public ManualTimeProvider Time { get; } = new();

    public FakeOkta Okta { get; }

    public PrivateKeyJwtAuthorization Authorization { get; }

    /// <summary>What the vault holds; a read that is not fresh may give an older value.</summary>
    public string Secret { get; set; }

    public int FreshSecretReads { get; private set; }

    /// <summary>What reading the secret throws; null when it works.</summary>
    public Exception? SecretFault { get; set; }

    /// <summary>A copy of the lines so far: id, level, text.</summary>
    public IReadOnlyList<string> Log
    {
        get
        {
            lock (_gate)
            {
                return [.. _log];
            }
        }
    }

    public async Task<HttpRequestMessage> AuthorizeAsync(bool fresh = false, HttpRequestMessage? request = null, string query = "")
    {
        request ??= new HttpRequestMessage(HttpMethod.Post, FakeOkta.ApiUrl + query);
        if (fresh)
        {
            await RunAsync(Authorization.PrepareAsync(fresh: true, CancellationToken.None).AsTask());
        }

        await RunAsync(Authorization.AuthorizeAsync(request, CancellationToken.None).AsTask());
        return request;
    }

    /// <summary>
    /// Lets a task run, moving the clock over the pauses between tries, and over a time limit only while Okta keeps silent: signing takes
    /// real time, in which the clock has to stand still.
    /// </summary>
    public async Task RunAsync(Task task)
    {
        var limit = Task.Delay(TimeSpan.FromSeconds(30), TimeProvider.System);
        while (!task.IsCompleted)
        {
            Assert.False(limit.IsCompleted, "Nothing moves any more.");
            var inPause = _pausesPassed < Pauses;
            if ((inPause || Okta.IsSilent) && Time.NextDue is { } due)
            {
                _pausesPassed += inPause ? 1 : 0;
                Time.AdvanceTo(due);
            }

            await Task.WhenAny(task, Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System));
        }

        await task;
    }

    /// <summary>Waits for a line that begins so: a renewal in the background has no task to wait for.</summary>
    public Task LoggedAsync(string start) => RunAsync(Task.Run(async () =>
    {
        while (!Log.Any(l => l.StartsWith(start)))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }
    }));

    private int Pauses => Log.Count(l => l.StartsWith("2 Warning"));

    /// <summary>The same while the clock stands still: no time limit strikes.</summary>
    public async Task<HttpRequestMessage> AuthorizeStandingStillAsync(CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, FakeOkta.ApiUrl);
        await Authorization.AuthorizeAsync(request, cancellationToken);
        return request;
    }

    /// <summary>Sends as the pipeline does: once more at once when the authorization learnt something.</summary>
    public async Task<(HttpResponseMessage Response, int Tries)> SendAsync()
    {
        var response = Okta.Call(await AuthorizeAsync());
        if (!Authorization.LearnFrom(response))
        {
            return (response, 1);
        }

        return (Okta.Call(await AuthorizeAsync()), 2);
    }

    public async Task<AuthorizationRefusedException> RefusedAsync(bool fresh = false) =>
        await Assert.ThrowsAsync<AuthorizationRefusedException>(() => AuthorizeAsync(fresh));

    public ValueTask<string> GetSecretAsync(string name, bool fresh, CancellationToken cancellationToken)
    {
        Assert.Equal("okta-private-key", name);
        if (SecretFault is not null)
        {
            throw SecretFault;
        }

        lock (_gate)
        {
            FreshSecretReads += fresh ? 1 : 0;
            _cachedSecret = fresh ? Secret : _cachedSecret ?? Secret;
            return ValueTask.FromResult(_cachedSecret);
        }
    }

    ILogger ILoggerFactory.CreateLogger(string categoryName) => this;

    void ILoggerFactory.AddProvider(ILoggerProvider provider)
    {
    }

    void IDisposable.Dispose()
    {
    }

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_gate)
        {
            _log.Add(string.Create(CultureInfo.InvariantCulture, $"{eventId.Id} {logLevel} {formatter(state, exception)} {exception}"));
        }
    }
}
