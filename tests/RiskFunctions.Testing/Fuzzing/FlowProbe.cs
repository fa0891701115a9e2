using System.Text;
using RiskFunctions.Delivery;
using RiskFunctions.LocalHost.Sandbox.Validation;
using RiskFunctions.RiskEvents;
using RiskFunctions.Signals;
using RiskFunctions.Signals.Results;
using RiskFunctions.Signals.Screening;
using RiskFunctions.Testing.Signals;
using RiskFunctions.Testing.Time;

namespace RiskFunctions.Testing.Fuzzing;

/// <summary>Takes bodies from the reader to the request, and says what is wrong with what came out.</summary>
internal static class FlowProbe
{
    private const int MaxFaultText = 1_000;

    private static readonly SignalRules Rules = ReaderBuilder.Rules();

    private static readonly SignalReader Reader = new(Rules);

    /// <summary>Null when all promises held for these bodies as one batch; otherwise what broke.</summary>
    public static string? Check(IReadOnlyList<byte[]> bodies)
    {
        try
        {
            var batch = new List<IReadOnlyList<RiskSignal>>(bodies.Count);
            foreach (var body in bodies)
            {
                var message = MessageBuilder.Message(body);
                if (ReaderAgreement.Difference(Rules, message) is { } difference)
                {
                    return difference;
                }

                switch (Reader.Read(message, ManualTimeProvider.DefaultStart))
                {
                    case ReadResult.Unreadable unreadable when FaultOf(unreadable) is { } fault:
                        return fault;
                    case ReadResult.Readable readable:
                        batch.Add(readable.Signals);
                        break;
                }
            }

            return CheckRequests(batch);
        }
        catch (Exception e)
        {
            return e.ToString();
        }
    }

    private static string? FaultOf(ReadResult.Unreadable unreadable)
    {
        if (unreadable.Field.Length == 0 || unreadable.Fault.Length == 0)
        {
            return "a reason without field or fault";
        }

        return unreadable.Description.Length > MaxFaultText || unreadable.Description.Any(char.IsControl)
            ? $"a reason that is too long or not printable: {Encoding.UTF8.GetByteCount(unreadable.Description)} bytes"
            : null;
    }

    private static string? CheckRequests(List<IReadOnlyList<RiskSignal>> batch)
    {
        var requests = RequestPlan.For(batch, DeliveryOptions.DefaultTimestampTolerance);
        foreach (var request in requests)
        {
            var faults = RiskEventValidator.Validate(RiskRequestBody.Write(request).Span);
            if (faults.Count > 0)
            {
                return $"Okta would refuse the request: {string.Join("; ", faults)}";
            }
        }

        var wanted = batch.SelectMany((signals, message) => signals.Select(s => (message, s.Address))).ToHashSet();
        var carried = requests
            .SelectMany(r => r.Events)
            .SelectMany(e => e.Sources.Select(s => (s.Message, s.Signal.Address)))
            .ToHashSet();
        return wanted.IsSubsetOf(carried) ? null : "a signal got lost between reader and request";
    }
}
