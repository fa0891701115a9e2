using System.Text;
using RiskFunctions.LocalHost.Sandbox.Faults;
using RiskFunctions.LocalHost.Sandbox.Http.Answers;
using RiskFunctions.LocalHost.Sandbox.Limits;

namespace RiskFunctions.LocalHost.Sandbox.Http;

/// <summary>Turns faults into what the sender sees.</summary>
internal sealed class FaultAnswers(SandboxClock clock)
{
    private static readonly TimeSpan ThreeHours = TimeSpan.FromHours(3);
    private static readonly byte[] GarbageBody = Encoding.UTF8.GetBytes("<html>\u0000{\"errorCode\": not json at all");

    /// <summary>The answer that a fault gives at once; null when the request goes on. May take as long as the fault says.</summary>
    public async Task<SandboxAnswer?> StrikeAsync(Fault fault, CancellationToken cancellationToken)
    {
        switch (fault.Kind)
        {
            case FaultKind.BadRequest:
                return OktaErrors.ValidationFailed("riskEvents", ["injected fault"]);
            case FaultKind.Unauthorized:
                return OktaErrors.InvalidToken();
            case FaultKind.Forbidden:
                return OktaErrors.Forbidden();
            case FaultKind.Throttled:
                return OktaErrors.TooManyRequests();
            case FaultKind.ServerError:
                return OktaErrors.ServerError();
            case FaultKind.Unavailable:
                return OktaErrors.Unavailable();
            case FaultKind.Garbage:
                return new SandboxAnswer(fault.Status) { Body = GarbageBody, ContentType = "application/json" };
            case FaultKind.Redirect:
                return new SandboxAnswer(StatusCodes.Status307TemporaryRedirect).With("Location", fault.Location.AbsoluteUri);
            case FaultKind.ResetBeforeAccept:
                return SandboxAnswer.Cut;
            case FaultKind.Hang:
                await Task.Delay(Timeout.InfiniteTimeSpan, clock.Time, cancellationToken);
                return null;
            case FaultKind.Slow:
                await Task.Delay(fault.Delay, clock.Time, cancellationToken);
                return null;
            case FaultKind.ResetAfterAccept or FaultKind.Headers:
                return null;
            default:
                throw new InvalidOperationException("Unknown fault.");
        }
    }

    /// <summary>The rate-limit headers that a fault puts on the answer; null for the truth.</summary>
    public RateHeaders? HeadersFor(Fault fault, LimitReading reading)
    {
        if (fault.Kind is not (FaultKind.Throttled or FaultKind.Headers))
        {
            return null;
        }

        var now = clock.ServerNow;
        return fault.Headers switch
        {
            HeaderFault.Sane when fault.Kind == FaultKind.Headers => null,
            HeaderFault.Sane => RateHeaders.Throttled(reading, now, TimeSpan.Zero),
            HeaderFault.Past => RateHeaders.Throttled(reading with { ResetIn = TimeSpan.Zero }, now, TimeSpan.FromMinutes(-1)),
            HeaderFault.Far => RateHeaders.Throttled(reading, now, ThreeHours),
            HeaderFault.Missing => RateHeaders.Missing,
            HeaderFault.Wrong => RateHeaders.Nonsense,
            HeaderFault.Concurrency => RateHeaders.Concurrency(now),
            _ => throw new InvalidOperationException("Unknown header fault."),
        };
    }
}
