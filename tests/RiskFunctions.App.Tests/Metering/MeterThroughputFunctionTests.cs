using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using RiskFunctions.App.Metering;
using RiskFunctions.Metering;

namespace RiskFunctions.App.Tests.Metering;

public sealed class MeterThroughputFunctionTests
{
    private readonly RecordingClosing _closing = new();

    [Fact]
    public async Task MeterThroughputAsync_closes_once_with_the_hosts_token()
    {
        using var shutdown = new CancellationTokenSource();

        await new MeterThroughputFunction(_closing).MeterThroughputAsync(new TimerInfo { IsPastDue = true }, shutdown.Token);

        Assert.Equal([shutdown.Token], _closing.Tokens);
    }

    [Fact]
    public void MeterThroughputAsync_runs_at_the_start_of_every_minute()
    {
        var method = typeof(MeterThroughputFunction).GetMethod(nameof(MeterThroughputFunction.MeterThroughputAsync))!;

        Assert.Equal("MeterThroughput", method.GetCustomAttribute<FunctionAttribute>()!.Name);
        Assert.Equal("0 * * * * *", method.GetParameters()[0].GetCustomAttribute<TimerTriggerAttribute>()!.Schedule);
    }

    private sealed class RecordingClosing : IMinuteClosing
    {
        public List<CancellationToken> Tokens { get; } = [];

        public Task CloseFinishedMinutesAsync(CancellationToken cancellationToken)
        {
            Tokens.Add(cancellationToken);
            return Task.CompletedTask;
        }
    }
}
