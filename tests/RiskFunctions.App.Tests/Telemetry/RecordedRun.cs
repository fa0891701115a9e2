using RiskFunctions.App.Tests.Hosting;
using RiskFunctions.Testing.Delivery;
using RiskFunctions.Testing.Okta;

namespace RiskFunctions.App.Tests.Telemetry;

/// <summary>
/// A demo in small with the host of Program.cs, telemetry on its way to a recording endpoint: requests accepted, throttled, failed and refused, messages
/// completed, dead-lettered and given back, a minute closed; then every log event that such a run does not bring about.
/// </summary>
public sealed class RecordedRun : IAsyncLifetime, IDisposable
{
    public const string Address = "203.0.113.9";

    public const string Words = "words of a sender";

    public const string Name = "name@example.com";

    public const string Token = "sandbox-token";

    private readonly IngestionRecorder _recorder = new();

    internal IReadOnlyList<TelemetryItem> Items => _recorder.Items;

    internal IReadOnlyList<TelemetryItem> Logs => _recorder.Logs;

    internal IReadOnlyList<LogEntry> Console { get; private set; } = [];

    internal string Text => _recorder.Text;

    public async Task InitializeAsync()
    {
        await using var app = await RunningApp.StartAsync(
            ("APPLICATIONINSIGHTS_CONNECTION_STRING", _recorder.ConnectionString),
            ("SecurityEvents__Enabled", "true"),
            ("SecurityEvents__Issuer", "https://transmitter.example.com"),
            ("Secrets__security-events-key", ServiceAppKey.CreateRsa().PrivateJwk));
        app.Okta.AnswerWith(call => call.Number switch
        {
            2 => OktaAnswer.Throttled(app.Time.GetUtcNow(), TimeSpan.FromSeconds(20)),
            3 => OktaAnswer.Status(503),
            5 => OktaAnswer.Refused(),
            6 => OktaAnswer.Error(401, "E0000011", "Invalid token provided"),
            _ when call.Body.Contains("203.0.113.66") => OktaAnswer.Invalid(),
            _ => OktaAnswer.Accepted(),
        });

        // More than twenty traces: by its defaults the exporter would keep few of them.
        for (var n = 0; n < 25; n++)
        {
            await app.RunAsync(app.InvokeAsync(($"m-{n}", Signal(Address))));
        }

        await app.RunAsync(app.InvokeAsync(
            ("bad", "not JSON"),
            ("user", User(Name)),
            ("excluded", User("break-glass@example.com")),
            ("trusted", Signal("192.0.2.1")),
            ("refused", Signal("203.0.113.66")),
            ("good", Signal(Address))));
        app.Time.Advance(TimeSpan.FromMinutes(2));
        await app.RunAsync(app.CloseMinutesAsync());
        WrittenEvents.WriteAll(app.Loggers);
        Console = app.Logs.Entries;
        await app.DisposeAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _recorder.Dispose();

    private static string User(string name) => $$"""{"user":"{{name}}","riskLevel":"HIGH"}""";

    private static string Signal(string address) => $$"""{"ip":"{{address}}","riskLevel":"HIGH","message":"{{Words}}"}""";
}
