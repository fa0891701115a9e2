namespace RiskFunctions.LocalHost.Tests.Commands;

/// <summary>The first command that anybody runs.</summary>
public sealed class DemoTests
{
    [Fact]
    public async Task Demo_over_oauth_accounts_for_every_signal_within_a_minute()
    {
        using var run = await CommandRun.RunAsync("demo", "--auth", "oauth");

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Contains("Every signal is accounted for, and the limit held.", run.Output);
        Assert.Contains("of 30 allowed; 0 answered 429", run.Output);
        Assert.Equal("", run.Error.Trim());
        Assert.DoesNotContain("NOT RIGHT", run.Output);
    }
}
