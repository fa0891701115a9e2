using System.Text.Json;
using RiskFunctions.LocalHost.Sandbox.Json;
using RiskFunctions.LocalHost.Sandbox.SecurityEvents;

namespace RiskFunctions.LocalHost.Sandbox.Faults;

/// <summary>Reads a <see cref="FaultPlan"/> from JSON. A field that it does not know is an error: it may be a slip of the pen.</summary>
internal static class FaultPlanReader
{
    public static FaultPlan Read(ReadOnlySpan<byte> utf8)
    {
        if (!StrictJson.TryParse(utf8, out var document, out var fault))
        {
            throw new SandboxConfigurationException($"The fault plan {fault}.");
        }

        using (document)
        {
            var plan = new PlanFields(document.RootElement, "plan");
            var seed = plan.Integer("seed", int.MinValue, int.MaxValue) ?? 0;
            var faults = plan.Array("faults");
            plan.RefuseOthers();
            return new FaultPlan { Seed = seed, Rules = [.. faults.Select((rule, i) => ReadRule(rule, $"faults[{i}]"))] };
        }
    }

    private static FaultRule ReadRule(JsonElement element, string path)
    {
        var fields = new PlanFields(element, path);
        var rejectWhen = fields.Text("reject-when");
        var on = fields.Choice<FaultEndpoint>("on") ?? FaultEndpoint.Events;
        var rule = new FaultRule
        {
            At = fields.Integer("at", 1, int.MaxValue),
            From = fields.Span("from"),
            To = fields.Span("to"),
            Probability = fields.Number("probability", 0, 1),
            RejectWhen = rejectWhen,
            On = on,
            Fault = ReadFault(fields, on, rejectWhen is null ? null : "400"),
        };
        fields.RefuseOthers();
        Check(rule, fields);
        return rule;
    }

    private static Fault ReadFault(PlanFields fields, FaultEndpoint on, string? defaultName)
    {
        var name = fields.Text("fault") ?? defaultName ?? throw fields.Error("fault", "is missing");
        if (!FaultNames.All.TryGetValue(name, out var kind))
        {
            throw fields.Error("fault", $"must be one of {string.Join(", ", FaultNames.All.Keys)}");
        }

        var fault = new Fault { Kind = kind, Name = name };
        return kind switch
        {
            FaultKind.BadRequest when on == FaultEndpoint.Sets => fault with { Err = ReadErr(fields) ?? fault.Err },
            FaultKind.Slow => fault with { Delay = fields.Span("delay") ?? fault.Delay },
            FaultKind.Garbage => fault with { Status = fields.Integer("status", 200, 599) ?? fault.Status },
            FaultKind.Redirect => fault with { Location = fields.Url("location") ?? fault.Location },
            FaultKind.Throttled => fault with { Headers = fields.Choice<HeaderFault>("headers") ?? HeaderFault.Sane },
            FaultKind.Headers => fault with { Headers = fields.Choice<HeaderFault>("headers") ?? HeaderFault.Wrong },
            _ => fault,
        };
    }

    private static string? ReadErr(PlanFields fields) =>
        fields.Text("err") is not { } err ? null
        : SetResult.Refused.Errors.Contains(err, StringComparer.Ordinal) ? err
        : throw fields.Error("err", $"must be one of {string.Join(", ", SetResult.Refused.Errors)}");

    private static void Check(FaultRule rule, PlanFields fields)
    {
        if (rule is { At: null, From: null, To: null, Probability: null, RejectWhen: null })
        {
            throw fields.Error("at", "is missing; a rule needs at, from, to, probability or reject-when");
        }

        if (rule.To <= (rule.From ?? TimeSpan.Zero))
        {
            throw fields.Error("to", "must be later than from");
        }

        if (rule.RejectWhen is not null && (rule.Fault.Kind is not (FaultKind.BadRequest or FaultKind.ServerError) || rule.On == FaultEndpoint.Token))
        {
            throw fields.Error("reject-when", "goes only with the faults 400 and 500, and not on token");
        }

        if (rule.Fault.Status is StatusCodes.Status204NoContent or StatusCodes.Status205ResetContent or StatusCodes.Status304NotModified)
        {
            throw fields.Error("status", "must be a status that may have a body");
        }

        if (rule.On == FaultEndpoint.Token && rule.Fault.Kind is (FaultKind.BadRequest or FaultKind.Unauthorized or FaultKind.Forbidden))
        {
            throw fields.Error("fault", $"{rule.Fault.Name} is not for token");
        }
    }
}
