namespace RiskFunctions.Testing.Delivery;

/// <summary>Okta as a test wants it. Anything but the one documented call throws, and so fails the test.</summary>
internal sealed class ScriptedOkta(TimeProvider time, string path = "/api/v1/risk/events/ip") : HttpMessageHandler
{
    private readonly Lock _gate = new();
    private readonly List<OktaCall> _calls = [];

    /// <summary>The answer to a call. Default: 202.</summary>
    public Func<OktaCall, CancellationToken, Task<HttpResponseMessage>> Answer { get; set; } =
        static (_, _) => Task.FromResult(OktaAnswer.Accepted());

    public IReadOnlyList<OktaCall> Calls
    {
        get
        {
            lock (_gate)
            {
                return [.. _calls];
            }
        }
    }

    /// <summary>Answers every call like this.</summary>
    public void AnswerWith(Func<OktaCall, HttpResponseMessage> answer) => Answer = (call, _) => Task.FromResult(answer(call));

    /// <summary>Never answers: the caller's time-out or cancellation ends the call.</summary>
    public static async Task<HttpResponseMessage> NeverAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        throw new InvalidOperationException("An infinite delay ended.");
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Method != HttpMethod.Post || request.RequestUri?.AbsolutePath != path || request.Content is null)
        {
            throw new InvalidOperationException($"Not a call that Okta documents: {request.Method} {request.RequestUri}");
        }

        var body = await request.Content.ReadAsStringAsync(cancellationToken);
        OktaCall call;
        lock (_gate)
        {
            call = new OktaCall
            {
                Number = _calls.Count + 1,
                At = time.GetUtcNow(),
                Authorization = request.Headers.Authorization?.ToString(),
                Headers = request.Headers.Concat(request.Content.Headers).ToDictionary(h => h.Key, h => string.Join(", ", h.Value)),
                Body = body,
            };
            _calls.Add(call);
        }

        return await Answer(call, cancellationToken);
    }
}
