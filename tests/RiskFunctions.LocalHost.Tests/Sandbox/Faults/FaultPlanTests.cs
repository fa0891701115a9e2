using System.Text;
using RiskFunctions.LocalHost.Sandbox;
using RiskFunctions.LocalHost.Sandbox.Faults;

namespace RiskFunctions.LocalHost.Tests.Sandbox.Faults;

public sealed class FaultPlanTests
{
    [Fact]
    public void Parse_every_field_is_taken_over()
    {
        var plan = Parse("""
            {"seed":7,"faults":[
              {"at":3,"fault":"500"},
              {"from":"00:00:10","to":"00:00:40","fault":"503"},
              {"probability":0.05,"fault":"reset-after-accept"},
              {"at":9,"fault":"429","headers":"far"},
              {"at":10,"fault":"slow","delay":"00:00:02.5"},
              {"at":11,"fault":"garbage","status":500},
              {"at":12,"fault":"redirect","location":"http://127.0.0.1:9/x"},
              {"at":1,"on":"token","fault":"503"},
              {"reject-when":"PLANTED"}]}
            """);

        Assert.Equal(7, plan.Seed);
        Assert.Equal(
            [
                FaultKind.ServerError, FaultKind.Unavailable, FaultKind.ResetAfterAccept, FaultKind.Throttled, FaultKind.Slow, FaultKind.Garbage,
                FaultKind.Redirect, FaultKind.Unavailable, FaultKind.BadRequest,
            ],
            plan.Rules.Select(r => r.Fault.Kind));
        Assert.Equal(
            (3, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(40), 0.05),
            (plan.Rules[0].At, plan.Rules[1].From, plan.Rules[1].To, plan.Rules[2].Probability));
        Assert.Equal((HeaderFault.Far, TimeSpan.FromSeconds(2.5), 500), (plan.Rules[3].Fault.Headers, plan.Rules[4].Fault.Delay, plan.Rules[5].Fault.Status));
        Assert.Equal(
            ("http://127.0.0.1:9/x", FaultEndpoint.Token, "PLANTED"),
            (plan.Rules[6].Fault.Location.AbsoluteUri, plan.Rules[7].On, plan.Rules[8].RejectWhen));
    }

    [Theory]
    [InlineData("", "The fault plan is not well-formed JSON (line 1, byte 1).")]
    [InlineData("[]", "plan: must be an object.")]
    [InlineData("{}", "plan.faults: must be an array.")]
    [InlineData("""{"faults":[],"sed":1}""", "plan.sed: is not known here.")]
    [InlineData("""{"faults":[],"seed":1.5}""", "plan.seed: must be a whole number from -2147483648 to 2147483647.")]
    [InlineData("""{"faults":[{"fault":"500"}]}""", "faults[0].at: is missing; a rule needs at, from, to, probability or reject-when.")]
    [InlineData("""{"faults":[{"at":1}]}""", "faults[0].fault: is missing.")]
    [InlineData("""{"faults":[{"at":0,"fault":"500"}]}""", "faults[0].at: must be a whole number from 1 to 2147483647.")]
    [InlineData("""{"faults":[{"at":1,"fault":500}]}""", "faults[0].fault: must be a string that is not empty.")]
    [InlineData("""{"faults":[{"at":1,"fault":"500"},{"probability":1.1,"fault":"500"}]}""", "faults[1].probability: must be a number from 0 to 1.")]
    [InlineData("""{"faults":[{"from":"ten","fault":"500"}]}""", "faults[0].from: must be a time span like 00:00:10.")]
    [InlineData("""{"faults":[{"from":"00:00:10","to":"00:00:10","fault":"500"}]}""", "faults[0].to: must be later than from.")]
    [InlineData("""{"faults":[{"at":1,"fault":"500","delay":"00:00:01"}]}""", "faults[0].delay: is not known here.")]
    [InlineData("""{"faults":[{"at":1,"fault":"429","headers":"odd"}]}""", "faults[0].headers: must be one of sane, past, far, missing, wrong, concurrency.")]
    [InlineData("""{"faults":[{"at":1,"fault":"garbage","status":204}]}""", "faults[0].status: must be a status that may have a body.")]
    [InlineData("""{"faults":[{"at":1,"on":"token","fault":"403"}]}""", "faults[0].fault: 403 is not for token.")]
    [InlineData("""{"faults":[{"reject-when":"x","fault":"503"}]}""", "faults[0].reject-when: goes only with the faults 400 and 500, and not on token.")]
    [InlineData("""{"faults":[{"reject-when":"x","on":"token"}]}""", "faults[0].reject-when: goes only with the faults 400 and 500, and not on token.")]
    [InlineData("""{"faults":[{"at":1,"on":"sets","fault":"400","err":"bad"}]}""",
        "faults[0].err: must be one of authentication_failed, invalid_audience, invalid_issuer, invalid_key, invalid_request.")]
    [InlineData("""{"faults":[{"at":1,"fault":"400","err":"invalid_key"}]}""", "faults[0].err: is not known here.")]
    public void Parse_wrong_field_is_named(string json, string message)
    {
        var e = Assert.Throws<SandboxConfigurationException>(() => Parse(json));

        Assert.Equal(message, e.Message);
    }

    [Fact]
    public void Parse_unknown_fault_lists_the_known_ones()
    {
        var e = Assert.Throws<SandboxConfigurationException>(() => Parse("""{"faults":[{"at":1,"fault":"404"}]}"""));

        Assert.StartsWith("faults[0].fault: must be one of 400, 401, 403, 429, 500", e.Message);
    }

    private static FaultPlan Parse(string json) => FaultPlan.Parse(Encoding.UTF8.GetBytes(json));
}
