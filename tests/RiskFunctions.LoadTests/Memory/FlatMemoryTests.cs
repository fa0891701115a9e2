using Microsoft.Extensions.Logging;
using RiskFunctions.LoadTests.Stages;
using RiskFunctions.LocalHost.Hosting;
using RiskFunctions.LocalHost.Sandbox;
using RiskFunctions.LocalHost.Sandbox.Limits;
using Xunit.Abstractions;

namespace RiskFunctions.LoadTests.Memory;

/// <summary>The limit is 600 requests a second, and what the sandbox remembers is bounded, so that what grows would be the flow.</summary>
[Collection(AloneAtTheEnd.Name)]
public sealed class FlatMemoryTests(ITestOutputHelper output)
{
    private const int Portion = 10_000;
    private const int Portions = 10;
    private const long MaxGrowth = 10 * 1024 * 1024;

    /// <summary>
    /// Until then the pools of buffers grow, which keep some for each thread: a request of 1,000 subjects takes 0.2 MB, and the sandbox reads it into 1 MB.
    /// </summary>
    private const int WarmUp = 30;

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    [LoadFact]
    public async Task Memory_after_100000_signals_is_what_it_was_after_10000()
    {
        using var end = new CancellationTokenSource(Longest, TimeProvider.System);
        await using var stack = await LocalStack.StartAsync(Options(), [], TimeProvider.System, end.Token);
        Measure(); // Finds what other tests left unobserved before it counts.
        var unobserved = 0;
        void Count(object? sender, UnobservedTaskExceptionEventArgs e) => Interlocked.Increment(ref unobserved);
        TaskScheduler.UnobservedTaskException += Count;
        var traffic = new Traffic();
        var started = TimeProvider.System.GetTimestamp();
        var sizes = new List<long>();

        for (var portion = -WarmUp; portion < Portions; portion++)
        {
            stack.Broker.Send(traffic.Mixed(Portion));
            traffic.Addresses.Clear(); // They are not the product's memory.
            while (stack.Broker.Counts().Values.Any(lane => lane.Active + lane.Locked > 0))
            {
                await Task.Delay(Look, TimeProvider.System, end.Token);
            }

            sizes.Add(Measure());
        }

        TaskScheduler.UnobservedTaskException -= Count;
        var statistics = stack.Sandbox!.Statistics;
        var duration = TimeProvider.System.GetElapsedTime(started);
        output.WriteLine(
            $"{(WarmUp + Portions) * Portion} signals in {duration.TotalSeconds:0.0} s, {statistics.AcceptedRequests} requests; "
            + $"memory after each {Portion}: {string.Join(", ", sizes.Select(s => $"{s / 1048576d:0.0}"))} MB; unobserved task exceptions {unobserved}");
        Assert.Equal((WarmUp + Portions) * Portion, statistics.AcceptedSubjects);
        Assert.InRange(sizes[^1] - sizes[WarmUp], long.MinValue, MaxGrowth);
        Assert.Equal(0, unobserved);
    }

    private static long Measure()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static StackOptions Options() => new()
    {
        ReadEnvironment = false,
        LogLevel = LogLevel.None,
        Sandbox = new SandboxOptions
        {
            Limit = new RequestLimitOptions { Requests = 600, Window = Window },
            RequestCapacity = 5, // Each holds up to 1,000 subjects.
            SubjectCapacity = 5_000,
            DuplicateCapacity = 100,
        },
        Settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["RateMeter:RequestsPerMinute"] = "600",
            ["RateMeter:Window"] = $"{Window:c}",
        },
    };
}
