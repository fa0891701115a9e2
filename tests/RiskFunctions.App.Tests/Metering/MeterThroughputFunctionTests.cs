using Microsoft.Azure.Functions.Worker;
using RiskFunctions.App.Metering;
using RiskFunctions.Metering;
using RiskFunctions.SecurityEvents;

namespace RiskFunctions.App.Tests.Metering;

public sealed class MeterThroughputFunctionTests
{
    private readonly RecordingClosing _closing = new();
    private readonly RecordingKeys _keys = new();

    [Fact]
    public async Task MeterThroughputAsync_closes_and_publishes_once_with_the_hosts_token()
    {
        using var shutdown = new CancellationTokenSource();

        await new MeterThroughputFunction(_closing, _keys).MeterThroughputAsync(new TimerInfo { IsPastDue = true }, shutdown.Token);

        Assert.Equal([shutdown.Token], _closing.Tokens);
        Assert.Equal([shutdown.Token], _keys.Tokens);
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

    private sealed class RecordingKeys : IPublicKeys
    {
        public List<CancellationToken> Tokens { get; } = [];

        public ValueTask<string> KeySetAsync(CancellationToken cancellationToken) => throw new InvalidOperationException("Nobody asked for it.");

        public string Configuration(Uri keySet) => throw new InvalidOperationException("Nobody asked for it.");

        public Task PublishAsync(CancellationToken cancellationToken)
        {
            Tokens.Add(cancellationToken);
            return Task.CompletedTask;
        }
    }
}
