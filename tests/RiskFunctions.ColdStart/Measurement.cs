using System.Diagnostics;
using System.Globalization;

namespace RiskFunctions.ColdStart;

/// <summary>Starts workers one after the other, an empty one and the app in turn, and compares the medians.</summary>
internal static class Measurement
{
    private const int DefaultRuns = 15;

    public static async Task<int> Main(string[] args)
    {
        if (args is [MeasuredWorker.Empty or MeasuredWorker.App, var functionsHost, var org])
        {
            await MeasuredWorker.RunAsync(args[0], functionsHost, org);
            return 0;
        }

        var runs = args is [var count] ? int.Parse(count, CultureInfo.InvariantCulture) : DefaultRuns;
        await using var surroundings = await Surroundings.StartAsync();
        var (empty, app) = (new List<double>(), new List<double>());
        for (var run = 0; run <= runs; run++)
        {
            var (first, second) = (await TimeAsync(MeasuredWorker.Empty, surroundings), await TimeAsync(MeasuredWorker.App, surroundings));

            // The first of each reads its files from the disk.
            if (run > 0)
            {
                empty.Add(first);
                app.Add(second);
            }
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{runs} starts each, medians: empty worker {Median(empty):0} ms, app to its first accepted event {Median(app):0} ms: "
            + $"{Median(app) / Median(empty):0.00} times"));
        return 0;
    }

    private static async Task<double> TimeAsync(string worker, Surroundings surroundings)
    {
        var ready = surroundings.NextSignOf(worker);
        var started = TimeProvider.System.GetTimestamp();
        using var process = Process.Start(Environment.ProcessPath!, [worker, surroundings.FunctionsHost, surroundings.Org]);
        var readyAt = await ready.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
        process.Kill();
        await process.WaitForExitAsync();
        return TimeProvider.System.GetElapsedTime(started, readyAt).TotalMilliseconds;
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);
}
