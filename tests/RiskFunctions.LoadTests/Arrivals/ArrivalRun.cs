using System.Collections.Concurrent;
using RiskFunctions.LoadTests.Stages;
using RiskFunctions.LocalHost.Sandbox.Limits;
using Xunit.Abstractions;

namespace RiskFunctions.LoadTests.Arrivals;

/// <summary>One arrival pattern against an Okta that takes 30 requests in any 60 s, in real time.</summary>
internal sealed class ArrivalRun(ITestOutputHelper output)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(8);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _sent = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _surge = new(StringComparer.Ordinal);
    private readonly Traffic _traffic = new();
    private DateTimeOffset _surgeSent;

    /// <param name="workers">0 delivers in this process.</param>
    public async Task<ArrivalResult> RunAsync(ArrivalPattern pattern, int workers = 0)
    {
        using var end = new CancellationTokenSource(Longest, TimeProvider.System);
        await using var stage = await Stage.StartAsync(new RequestLimitOptions { Window = Window }, shared: workers > 1, end.Token, deliverHere: workers == 0);
        await stage.AddWorkersAsync(workers, end.Token);
        var flood = new Traffic(pattern.FloodApart ? TimeSpan.FromMinutes(1) : TimeSpan.Zero, first: 1 << 20);
        stage.Broker.Send(flood.Signals("LOW", pattern.Flood));
        await Task.Delay(pattern.Before, TimeProvider.System, end.Token);

        var from = TimeProvider.System.GetUtcNow();
        var lowBefore = Low(stage, flood);
        var surge = Task.Run(() => SendSurge(stage, pattern), end.Token);
        await SendHighAsync(stage, pattern, end.Token);
        await surge;
        var lastSent = TimeProvider.System.GetUtcNow();
        await stage.UntilAsync(() => Arrived(stage, _sent.Keys).Count == _sent.Count, TimeSpan.FromMinutes(2), end.Token);

        var arrived = Arrived(stage, _sent.Keys);
        var high = arrived.Where(a => !_surge.ContainsKey(a.Key)).Select(a => a.Value - _sent[a.Key]).Order().ToList();
        var result = new ArrivalResult
        {
            High = high,
            SurgeEnd = _surge.IsEmpty ? TimeSpan.Zero : arrived.Where(a => _surge.ContainsKey(a.Key)).Max(a => a.Value) - _surgeSent,
            LowSeats = Low(stage, flood) - lowBefore,
            LowLeft = pattern.Flood - Low(stage, flood),
            Requests = stage.Okta.Recorder.Requests().Where(r => r.Arrival.At >= from && r.Arrival.At <= lastSent).ToList(),
            Throttled = stage.Statistics.Throttled,
            WorstWindow = stage.Statistics.WorstWindow,
            Duplicates = stage.Okta.Recorder.Subjects().Count - stage.Okta.Recorder.Subjects().Select(s => s.Ip).Distinct(StringComparer.Ordinal).Count(),
        };
        output.WriteLine($"{pattern.Name}, {(workers == 0 ? "one process" : $"{workers} workers")}: {result}; {stage.Describe()}");
        Assert.Equal(0, result.Throttled);
        Assert.InRange(result.WorstWindow, 1, 30);
        Assert.Equal(0, result.Duplicates);
        Assert.Empty(stage.Broker.DeadLetters());
        DocumentedFigures.Compare(pattern, result);
        return result;
    }

    private async Task SendHighAsync(Stage stage, ArrivalPattern pattern, CancellationToken cancellationToken)
    {
        if (pattern.HighEvery is not { } every)
        {
            return;
        }

        // By a timetable, so that a late wake-up does not thin the traffic out.
        var started = TimeProvider.System.GetTimestamp();
        for (var i = 0; i * every < pattern.Duration; i++)
        {
            var due = (i * every) - TimeProvider.System.GetElapsedTime(started);
            if (due > TimeSpan.Zero)
            {
                await Task.Delay(due, TimeProvider.System, cancellationToken);
            }

            var message = _traffic.Signal("HIGH", out var address);
            _sent[address] = TimeProvider.System.GetUtcNow();
            stage.Broker.Send(message);
        }
    }

    private void SendSurge(Stage stage, ArrivalPattern pattern)
    {
        var surge = new Traffic(first: 1 << 21);
        for (var i = 0; i < pattern.Surge; i++)
        {
            var message = surge.Signal(pattern.SurgeLevel, out var address);
            _surge[address] = true;
            _sent[address] = TimeProvider.System.GetUtcNow();
            stage.Broker.Send(message);
        }

        _surgeSent = TimeProvider.System.GetUtcNow();
    }

    private static int Low(Stage stage, Traffic flood) => Arrived(stage, flood.Addresses).Count;

    private static Dictionary<string, DateTimeOffset> Arrived(Stage stage, ICollection<string> addresses)
    {
        var wanted = addresses.ToHashSet(StringComparer.Ordinal);
        return stage.Okta.Recorder.Subjects()
            .Where(s => wanted.Contains(s.Ip))
            .GroupBy(s => s.Ip, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Min(s => s.ArrivedAt), StringComparer.Ordinal);
    }
}
