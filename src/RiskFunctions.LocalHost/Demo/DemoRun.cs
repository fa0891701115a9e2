using RiskFunctions.LocalHost.Hosting;
using RiskFunctions.LocalHost.Sandbox;

namespace RiskFunctions.LocalHost.Demo;

/// <summary>One run of the demo: starts its own stack, sends, waits until the lanes are empty, and collects the outcome.</summary>
internal sealed class DemoRun(StackOptions options, TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(50);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    /// <summary>When the HIGH signals come that must overtake the backlog.</summary>
    private static readonly TimeSpan[] Latecomers = [TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(9)];

    /// <param name="progress">Told about four times a second.</param>
    public async Task<DemoOutcome> RunAsync(Action<DemoProgress> progress, CancellationToken cancellationToken)
    {
        var sent = DemoSignals.Backlog().ToList();
        var started = time.GetTimestamp();
        var sentAt = sent.ToDictionary(m => m.Sent.MessageId!, _ => time.GetUtcNow(), StringComparer.Ordinal);
        await using var stack = await LocalStack.StartAsync(options, [.. sent.Select(m => m.Sent)], time, cancellationToken);
        var sandbox = stack.Sandbox ?? throw new InvalidOperationException("The demo needs its sandbox.");
        var late = 0;
        while (true)
        {
            var elapsed = time.GetElapsedTime(started);
            while (late < Latecomers.Length && elapsed >= Latecomers[late])
            {
                var message = DemoSignals.Latecomer(late++);
                sent.Add(message);
                sentAt[message.Sent.MessageId!] = time.GetUtcNow();
                stack.Broker.Send(message.Sent);
            }

            var waiting = stack.Broker.Counts().Sum(lane => lane.Value.Active + lane.Value.Locked);
            progress(new DemoProgress(sent.Count, waiting, sandbox.Statistics.AcceptedRequests, elapsed));
            if ((waiting == 0 && late == Latecomers.Length) || elapsed > Longest)
            {
                return await TakeStockAsync(stack, sandbox, sent, sentAt, waiting, elapsed, cancellationToken);
            }

            await Task.Delay(Look, time, cancellationToken);
        }
    }

    private static async Task<DemoOutcome> TakeStockAsync(
        LocalStack stack,
        OktaSandboxServer sandbox,
        List<DemoMessage> sent,
        Dictionary<string, DateTimeOffset> sentAt,
        int waiting,
        TimeSpan elapsed,
        CancellationToken cancellationToken)
    {
        var arrivals = sandbox.Sandbox.Recorder.Subjects()
            .GroupBy(s => s.Ip, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Min(s => s.ArrivedAt), StringComparer.Ordinal);
        var users = sandbox.Sandbox.Recorder.SecurityEvents.Requests()
            .Where(r => r.Accepted)
            .SelectMany(r => r.Statements)
            .Select(s => s.User!)
            .ToHashSet(StringComparer.Ordinal);
        var timed = sent.Where(m => m.Address is not null && m.Expected == DemoMessage.Accepted).ToList();
        return new DemoOutcome
        {
            Sent = sent,
            DeadLetters = stack.Broker.DeadLetters().ToDictionary(d => d.MessageId, StringComparer.Ordinal),
            Waiting = waiting,
            Elapsed = elapsed,
            Flow = await stack.Flow.ReadAsync(cancellationToken),
            Sandbox = sandbox.Statistics,
            Limit = sandbox.Sandbox.Options.Limit.Requests,
            UserLimit = sandbox.Sandbox.Options.SecurityEvents.Limit.Requests,
            Missing =
            [
                .. timed.Where(m => !arrivals.ContainsKey(m.Address!)).Select(m => m.Address!),
                .. sent.Where(m => m.User is not null).Select(m => m.User!).Except(users, StringComparer.Ordinal),
            ],
            SlowestHigh = timed
                .Where(m => m.Sent.Properties.TryGetValue("riskLevel", out var level) && level is "HIGH" && arrivals.ContainsKey(m.Address!))
                .Select(m => arrivals[m.Address!] - sentAt[m.Sent.MessageId!])
                .DefaultIfEmpty()
                .Max(),
        };
    }
}
