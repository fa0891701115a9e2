using System.Text;
using RiskFunctions.Verify;

namespace RiskFunctions.Infra.Tests.Verify;

/// <summary>The self-check over a recording, on a clock that needs no waiting.</summary>
/// <param name="usual">The look that the tests of a class are about.</param>
internal sealed class VerifyScene(Func<Verification, Task<int>> usual)
{
    private readonly StringBuilder _output = new();
    private RecordedCommandLine? _line;

    public RecordedAzure Azure { get; } = new();

    public RecordedCommandLine Line => _line ??= new RecordedCommandLine(Azure);

    public RecordedHttp Http { get; } = new();

    /// <summary>The process's environment; empty: everything is asked from azd.</summary>
    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    public string Output => _output.ToString().ReplaceLineEndings("\n");

    public async Task<int> RunAsync(Func<Verification, Task<int>>? look = null)
    {
        using var http = new HttpClient(Http, disposeHandler: false);
        await using var output = new StringWriter(_output);
        return await (look ?? usual)(new Verification(Line, http, new HurriedTime(), Environment.GetValueOrDefault, output));
    }

    /// <summary>Runs the usual look, which must end with this code and say each of these.</summary>
    public async Task SaysAsync(int exitCode, params string[] texts)
    {
        Assert.Equal(exitCode, await RunAsync());
        Assert.All(texts, text => Assert.Contains(text, Output));
    }

    /// <summary>Puts what azd knows into the process's environment.</summary>
    public void Know(IEnumerable<KeyValuePair<string, string>> values)
    {
        foreach (var (name, value) in values)
        {
            Environment[name] = value;
        }
    }

    /// <summary>Delays end at once, and the clock has gone on by them.</summary>
    private sealed class HurriedTime : TimeProvider
    {
        private DateTimeOffset _now = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => _now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime > TimeSpan.Zero)
            {
                _now += dueTime;
                dueTime = TimeSpan.Zero;
            }

            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
