using System.Text;
using RiskFunctions.LocalHost.Sandbox;
using RiskFunctions.LocalHost.Sandbox.Faults;
using RiskFunctions.LocalHost.Sandbox.OAuth;
using RiskFunctions.LocalHost.Sandbox.Recording;

namespace RiskFunctions.Testing.Okta;

/// <summary>An Okta sandbox for a test: on a free port, with an API token, keeping what it accepts. Healthy until a test says otherwise.</summary>
internal sealed class FaultyOkta : IAsyncDisposable
{
    /// <summary>The API token that a sandbox for tests accepts.</summary>
    public const string ApiToken = "00-token-of-the-test-org";

    /// <summary>Client id of the app that <see cref="App"/> makes.</summary>
    public const string ClientId = "0oa-app-of-the-test-org";

    private readonly OktaSandboxServer _server;

    private FaultyOkta(OktaSandboxServer server)
    {
        _server = server;
    }

    public static SandboxOptions DefaultOptions { get; } = new() { ApiToken = ApiToken, SubjectCapacity = 100_000 };

    public OktaSandbox Sandbox => _server.Sandbox;

    public Uri OrgUrl => _server.OrgUrl;

    public Uri RiskEventsUrl => new(OrgUrl, "/api/v1/risk/events/ip");

    public Uri TokenUrl => new(OrgUrl, "/oauth2/v1/token");

    public SandboxStatistics Statistics => _server.Statistics;

    /// <summary>Finished requests in the order of arrival.</summary>
    public IReadOnlyList<RequestRecord> Requests => Sandbox.Recorder.Requests();

    /// <summary>Accepted subjects in the order of acceptance.</summary>
    public IReadOnlyList<AcceptedSubject> Subjects => Sandbox.Recorder.Subjects();

    /// <summary>A service app with the scope for risk events, whose assertions these keys sign.</summary>
    public static ServiceApp App(params IEnumerable<ServiceAppKey> keys) => new() { ClientId = ClientId, PublicJwks = [.. keys.Select(k => k.PublicJwk)] };

    /// <summary>Starts a sandbox with valid defaults; <paramref name="change"/> overrides what the test is about.</summary>
    public static async Task<FaultyOkta> StartAsync(Func<SandboxOptions, SandboxOptions>? change = null, TimeProvider? time = null)
    {
        var options = change is null ? DefaultOptions : change(DefaultOptions);
        return new FaultyOkta(await OktaSandboxServer.StartAsync(options, time ?? TimeProvider.System, CancellationToken.None));
    }

    /// <summary>Puts a fault plan in force, for example <c>{ "at": 3, "fault": "500" }</c>; each rule is one JSON object. None ends all faults.</summary>
    public void Use(params IEnumerable<string> rules) =>
        Sandbox.Faults.Use(FaultPlan.Parse(Encoding.UTF8.GetBytes($$"""{"seed":1,"faults":[{{string.Join(',', rules)}}]}""")));

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
