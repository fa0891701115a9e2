using RiskFunctions.LocalHost.Sandbox;
using RiskFunctions.LocalHost.Sandbox.Faults;
using RiskFunctions.Testing.Time;

namespace RiskFunctions.LocalHost.Tests.Sandbox.Faults;

public sealed class FaultSwitchTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Draw_at_strikes_only_that_request_of_that_endpoint()
    {
        var faults = Switch(new FaultRule { Fault = Named("500"), At = 2 });
        faults.Draw(FaultEndpoint.Token);

        var drawn = Enumerable.Range(0, 3).Select(_ => faults.Draw(FaultEndpoint.Events).Fault?.Name);

        Assert.Equal([null, "500", null], drawn);
    }

    [Fact]
    public void Draw_from_to_strikes_between()
    {
        var faults = Switch(new FaultRule { Fault = Named("503"), From = TimeSpan.FromSeconds(1), To = TimeSpan.FromSeconds(3) });

        var drawn = new List<string?>();
        for (var i = 0; i < 5; i++)
        {
            drawn.Add(faults.Draw(FaultEndpoint.Events).Fault?.Name);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal([null, "503", "503", null, null], drawn);
    }

    [Fact]
    public void Draw_probability_strikes_about_that_often_and_the_same_again()
    {
        var rule = new FaultRule { Fault = Named("500"), Probability = 0.1 };

        var first = Hits(Switch(rule));
        var second = Hits(Switch(rule));

        Assert.Equal(first, second);
        Assert.InRange(first.Count, 60, 140);
    }

    [Fact]
    public void Draw_two_rules_are_due_takes_the_first()
    {
        var faults = Switch(new FaultRule { Fault = Named("500"), At = 1 }, new FaultRule { Fault = Named("503"), Probability = 1 });

        Assert.Equal(["500", "503"], [faults.Draw(FaultEndpoint.Events).Fault!.Name, faults.Draw(FaultEndpoint.Events).Fault!.Name]);
    }

    [Fact]
    public void Draw_marker_stands_beside_other_faults()
    {
        var faults = Switch(new FaultRule { Fault = Named("400"), RejectWhen = "X" }, new FaultRule { Fault = Named("slow"), At = 1 });

        var draw = faults.Draw(FaultEndpoint.Events);

        Assert.Equal(("slow", "X"), (draw.Fault?.Name, Assert.Single(draw.Markers).Text));
    }

    [Fact]
    public void Use_counts_and_times_begin_anew()
    {
        var rule = new FaultRule { Fault = Named("500"), At = 1, To = TimeSpan.FromSeconds(1) };
        var faults = Switch(rule);
        faults.Draw(FaultEndpoint.Events);
        _time.Advance(TimeSpan.FromHours(1));

        faults.Use(new FaultPlan { Rules = [rule] });

        Assert.Equal("500", faults.Draw(FaultEndpoint.Events).Fault?.Name);
    }

    private static List<int> Hits(FaultSwitch faults) => [.. Enumerable.Range(0, 1000).Where(_ => faults.Draw(FaultEndpoint.Events).Fault is not null)];

    private static Fault Named(string name) => new() { Name = name, Kind = FaultNames.All[name] };

    private FaultSwitch Switch(params FaultRule[] rules) => new(new SandboxClock(_time, TimeSpan.Zero), new FaultPlan { Rules = rules });
}
