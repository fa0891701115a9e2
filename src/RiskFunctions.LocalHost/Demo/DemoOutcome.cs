using System.Globalization;
using RiskFunctions.Delivery;
using RiskFunctions.LocalHost.Broker.Messages;
using RiskFunctions.LocalHost.Sandbox.Recording;

namespace RiskFunctions.LocalHost.Demo;

/// <summary>The result of a demo run, and whether it is right.</summary>
internal sealed record DemoOutcome
{
    public required IReadOnlyList<DemoMessage> Sent { get; init; }

    /// <summary>By message id.</summary>
    public required IReadOnlyDictionary<string, DeadLetter> DeadLetters { get; init; }

    /// <summary>Messages that were not settled in time.</summary>
    public required int Waiting { get; init; }

    public required TimeSpan Elapsed { get; init; }

    public required FlowSnapshot Flow { get; init; }

    public required SandboxStatistics Sandbox { get; init; }

    /// <summary>Requests that the sandbox allows in a window.</summary>
    public required int Limit { get; init; }

    /// <summary>Security events that the sandbox allows in a window.</summary>
    public required int UserLimit { get; init; }

    /// <summary>Addresses and users that must be at Okta and are not.</summary>
    public required IReadOnlyList<string> Missing { get; init; }

    /// <summary>From sending to arrival at the sandbox, over the HIGH signals that can be told apart by their address.</summary>
    public required TimeSpan SlowestHigh { get; init; }

    public double EventsPerRequest => Sandbox.AcceptedRequests == 0 ? 0 : (double)Sandbox.AcceptedEvents / Sandbox.AcceptedRequests;

    /// <summary>What is wrong; empty when all is accounted for and the limit held.</summary>
    public IReadOnlyList<string> Faults() => [.. Find().Concat(FindUsers()).Select(fault => fault.ToString(CultureInfo.InvariantCulture))];

    private IEnumerable<FormattableString> Find()
    {
        if (Waiting > 0)
        {
            yield return $"{Waiting} message(s) still wait";
        }

        foreach (var message in Sent)
        {
            var letter = DeadLetters.GetValueOrDefault(message.Sent.MessageId!);
            var isBad = message.Expected is not (DemoMessage.Accepted or DemoMessage.Suppressed or DemoMessage.NoAddress
                or DemoMessage.Cleared or DemoMessage.UserLeftOut);
            if (isBad ? letter?.Reason != message.Expected : letter is not null)
            {
                var fate = letter?.Reason ?? "not dead-lettered";
                yield return $"a {message.Format} message was to be '{message.Expected}' and is '{fate}' ({letter?.Description})";
            }
        }

        foreach (var address in Missing)
        {
            yield return $"{address} is not at Okta";
        }

        var accepted = Sent.Count(m => m.Expected == DemoMessage.Accepted);
        if (Flow.Counts.Messages != accepted)
        {
            yield return $"{Flow.Counts.Messages} messages were accepted instead of {accepted}";
        }

        var suppressed = Sent.Count(m => m.Expected == DemoMessage.Suppressed);
        if (Flow.Counts.Suppressed < suppressed)
        {
            yield return $"{Flow.Counts.Suppressed} signals were held back for trusted networks instead of {suppressed} or more";
        }

        var cleared = Sent.Count(m => m.Expected == DemoMessage.Cleared);
        if (Flow.Counts.Cleared != cleared)
        {
            yield return $"{Flow.Counts.Cleared} alerts were held back as cleared instead of {cleared}";
        }

        if (Sandbox.WorstWindow > Limit || Sandbox.Throttled > 0)
        {
            yield return $"the limit did not hold: {Sandbox.WorstWindow} requests in the worst window, {Sandbox.Throttled} answered 429";
        }

        if (Sandbox.UnexpectedRequests > 0 || Sandbox.RequestsByStatus.Any(s => s.Key != StatusCodes.Status202Accepted))
        {
            yield return $"the sandbox saw requests that it had to refuse";
        }
    }

    private IEnumerable<FormattableString> FindUsers()
    {
        var users = Sent.Count(m => m.User is not null);
        var (sets, sent) = (Sandbox.SecurityEvents, Flow.Counts.SecurityEvents);
        if (sent != users || sets.Accepted != users || sets.Duplicates > 0)
        {
            yield return $"{sets.Accepted} security events were accepted instead of {users}, {sets.Duplicates} of them twice ({sent} by our own count)";
        }

        var leftOut = Sent.Count(m => m.Expected == DemoMessage.UserLeftOut);
        if (Flow.Counts.UsersLeftOut != leftOut)
        {
            yield return $"{Flow.Counts.UsersLeftOut} users were left out instead of {leftOut}";
        }

        if (sets.WorstWindow > UserLimit || sets.RequestsByStatus.Any(s => s.Key != StatusCodes.Status202Accepted))
        {
            yield return $"the sandbox refused security events, or more came than {UserLimit} a minute: {sets.WorstWindow} in the worst window";
        }
    }
}
