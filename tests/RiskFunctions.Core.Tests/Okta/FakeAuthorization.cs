using System.Net.Http.Headers;
using RiskFunctions.Okta;

namespace RiskFunctions.Core.Tests.Okta;

/// <summary>Authorizes with a fixed token, and notes how it was asked.</summary>
internal sealed class FakeAuthorization : IRequestAuthorization
{
    public bool? AskedFresh { get; private set; }

    /// <summary>What authorizing throws; null when it works.</summary>
    public Exception? Fault { get; init; }

    public bool Learns { get; init; }

    public int Lessons { get; private set; }

    public ValueTask AuthorizeAsync(HttpRequestMessage request, bool fresh, CancellationToken cancellationToken)
    {
        AskedFresh = fresh;
        if (Fault is not null)
        {
            throw Fault;
        }

        request.Headers.Authorization = new AuthenticationHeaderValue("SSWS", "00token");
        return ValueTask.CompletedTask;
    }

    public bool LearnFrom(HttpResponseMessage response)
    {
        Lessons++;
        return Learns;
    }
}
