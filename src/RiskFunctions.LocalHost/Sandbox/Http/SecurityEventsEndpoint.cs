using System.Net.Http.Headers;
using RiskFunctions.LocalHost.Sandbox.Faults;
using RiskFunctions.LocalHost.Sandbox.Http.Answers;
using RiskFunctions.LocalHost.Sandbox.Limits;
using RiskFunctions.LocalHost.Sandbox.SecurityEvents;

namespace RiskFunctions.LocalHost.Sandbox.Http;

/// <summary><c>POST /security/api/v1/security-events</c>: one SET, and no credential but its signature. A request over the limit meets no fault.</summary>
internal sealed class SecurityEventsEndpoint(OktaSandbox sandbox)
{
    public const string Path = "/security/api/v1/security-events";

    private readonly SetReceiver _receiver = sandbox.SecurityEvents;
    private readonly FaultAnswers _faults = new(sandbox.Clock);

    public async Task HandleAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var draw = sandbox.Faults.Draw(FaultEndpoint.Sets);
        var (arrival, reading) = _receiver.Arrive(counts: draw.Fault is not { IsBeforeLimit: true });
        var record = new SetRecord { Arrival = arrival, Status = SandboxAnswer.Cut.Status };
        var answer = SandboxAnswer.Cut;
        try
        {
            (answer, record) = await AnswerAsync(http.Request, record, reading, draw, cancellationToken);
        }
        finally
        {
            // Before the answer is written: who has the answer finds it in the books.
            sandbox.Recorder.SecurityEvents.Complete(record with { Status = answer.Status });
        }

        var now = sandbox.Clock.ServerNow;
        await answer.WriteAsync(http.Response, answer.RateHeaders ?? RateHeaders.For(reading, now), now, cancellationToken);
    }

    private async Task<(SandboxAnswer Answer, SetRecord Record)> AnswerAsync(
        HttpRequest request, SetRecord record, LimitReading reading, FaultDraw draw, CancellationToken cancellationToken)
    {
        if (!reading.Passed && draw.Fault is not { IsBeforeLimit: true })
        {
            return (OktaErrors.TooManyRequests(), record);
        }

        try
        {
            return _receiver.Enter()
                ? await AdmittedAsync(request, record, reading, draw, cancellationToken)
                : (OktaErrors.TooManyRequests() with { RateHeaders = RateHeaders.Concurrency(sandbox.Clock.ServerNow) }, record);
        }
        finally
        {
            _receiver.Leave();
        }
    }

    private async Task<(SandboxAnswer Answer, SetRecord Record)> AdmittedAsync(
        HttpRequest request, SetRecord record, LimitReading reading, FaultDraw draw, CancellationToken cancellationToken)
    {
        // Read before a fault strikes: with the body still on its way, a sender that gives up would not be noticed.
        var body = await RequestBody.ReadAsync(request, cancellationToken);
        var headers = draw.Fault is { } fault ? _faults.HeadersFor(fault, reading) : null;
        if (draw.Fault is { } struck)
        {
            record = Note(struck.Name, record);
            if (struck.Kind == FaultKind.BadRequest)
            {
                return Refuse(new SetResult.Refused(struck.Err, "injected fault"), record);
            }

            if (await _faults.StrikeAsync(struck, cancellationToken) is { } ending)
            {
                return (ending with { RateHeaders = headers }, record);
            }
        }

        var (answer, judged) = await JudgeAsync(request, body, record, draw, cancellationToken);
        return (draw.Fault?.Kind == FaultKind.ResetAfterAccept ? SandboxAnswer.Cut : answer with { RateHeaders = headers }, judged);
    }

    private async Task<(SandboxAnswer Answer, SetRecord Record)> JudgeAsync(
        HttpRequest request, byte[]? body, SetRecord record, FaultDraw draw, CancellationToken cancellationToken)
    {
        if (body is null || body.Length > _receiver.Options.LargestBody)
        {
            return (OktaErrors.TooLarge(), record);
        }

        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !string.Equals(type.MediaType, "application/secevent+jwt", StringComparison.OrdinalIgnoreCase))
        {
            return Refuse(SetResult.Refused.InvalidRequest("The content type is not application/secevent+jwt."), record);
        }

        return await _receiver.VerifyAsync(body, $"{request.Scheme}://{request.Host}", cancellationToken) switch
        {
            SetResult.Refused refused => Refuse(refused, record),
            SetResult.Verified verified => Take(verified.Set, record, draw),
            _ => throw new InvalidOperationException("Unknown case."),
        };
    }

    private (SandboxAnswer Answer, SetRecord Record) Take(ReceivedSet set, SetRecord record, FaultDraw draw)
    {
        record = record with { Id = set.Id, KeyId = set.KeyId, Statements = set.Statements };
        if (draw.Stumbles.Any(text => Holds(set, text)))
        {
            return (OktaErrors.ServerError(), Note("500", record));
        }

        if (draw.Markers.FirstOrDefault(m => Holds(set, m.Text)) is { Err: { } err })
        {
            return Refuse(new SetResult.Refused(err, "The SET is not welcome (injected fault)."), Note("reject-when", record));
        }

        var isIgnored = _receiver.Ignores(set);
        var isNew = sandbox.Recorder.SecurityEvents.Accept(set, isIgnored);
        return (new SandboxAnswer(StatusCodes.Status202Accepted), record with { Accepted = true, IsDuplicate = !isNew, IsIgnored = isIgnored });
    }

    private SetRecord Note(string fault, SetRecord record)
    {
        sandbox.Recorder.Inject(fault);
        return record with { Fault = fault };
    }

    private static bool Holds(ReceivedSet set, string marker) => set.Statements
        .SelectMany(s => s.User is { } user ? s.Reasons.Append(user) : s.Reasons)
        .Any(text => text.Contains(marker, StringComparison.Ordinal));

    // RFC 8935 section 2.3.
    private static (SandboxAnswer Answer, SetRecord Record) Refuse(SetResult.Refused refused, SetRecord record)
    {
        var answer = SandboxAnswer.Json(StatusCodes.Status400BadRequest, json =>
        {
            json.WriteStartObject();
            json.WriteString("err", refused.Err);
            json.WriteString("description", refused.Description);
            json.WriteEndObject();
        });
        return (answer, record with { Err = refused.Err });
    }
}
