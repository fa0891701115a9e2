using Microsoft.Extensions.Configuration;
using RiskFunctions.LocalHost.Commands;
using RiskFunctions.Testing.Signals;
using static RiskFunctions.LocalHost.Tests.EndToEnd.Stage.RunningStack;

namespace RiskFunctions.LocalHost.Tests.EndToEnd;

/// <summary>What <c>explain</c> says of every sample, and what the flow then does with it.</summary>
public sealed class ExplainAgreesTests
{
    [Fact]
    public async Task Explain_agrees_with_the_flow_over_every_sample()
    {
        await using var stack = await StartAsync(Settings(("Signals:TrustedNetworks:0", ReaderBuilder.TrustedNetworkSetting)));
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new("Signals:TrustedNetworks:0", ReaderBuilder.TrustedNetworkSetting)]).Build();
        var samples = Sample.All().ToDictionary(s => s.Name, s => (s.Body, Explained: ExplainCommand.Explain(s.Body, settings)), StringComparer.Ordinal);

        foreach (var (name, (body, _)) in samples)
        {
            await stack.SendAsync(body, id: name);
        }

        await stack.DrainAsync();

        var letters = stack.DeadLetters().ToDictionary(d => d.MessageId, d => $"{d.Reason}: {d.Description}", StringComparer.Ordinal);
        var told = samples.Where(s => s.Value.Explained.Reason is not null).ToDictionary(
            s => s.Key, s => $"{s.Value.Explained.Reason}: {s.Value.Explained.Description}", StringComparer.Ordinal);
        Assert.Equal(told.OrderBy(t => t.Key, StringComparer.Ordinal), letters.OrderBy(t => t.Key, StringComparer.Ordinal));
        Assert.Equal(
            samples.Values.SelectMany(s => s.Explained.Addresses.Where(a => a.LeftOut is null)).Select(a => a.Address).ToHashSet(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
            stack.Okta.Recorder.Subjects().Select(s => s.Ip).ToHashSet(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        var flow = await stack.FlowAsync();
        Assert.Equal(samples.Values.Sum(s => s.Explained.Cleared.Count), flow.Counts.Cleared);
        Assert.Equal(samples.Values.Count(s => s.Explained.Becomes == "no-address"), flow.Counts.WithoutAddress);
        Assert.Equal(samples.Values.Count(s => s.Explained is { Becomes: "sent", Reason: null }), flow.Counts.Messages);
    }
}
