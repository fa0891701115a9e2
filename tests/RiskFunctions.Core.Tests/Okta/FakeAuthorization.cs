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

    /// <summary>The scheme and the token of every request.</summary>
    public AuthenticationHeaderValue Credential { get; init; } = new("SSWS", "00token");

    /// <summary>The DPoP proof of every request; null for none.</summary>
    public string? Proof { get; init; }

    public int Lessons { get; private set; }

    /// <summary>Requests that were authorized.</summary>
    public int Authorized { get; private set; }

    public ValueTask PrepareAsync(bool fresh, CancellationToken cancellationToken)
    {
        AskedFresh = fresh;
        return Fault is null ? ValueTask.CompletedTask : throw Fault;
    }

    public ValueTask AuthorizeAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (Fault is not null)
        {
            throw Fault;
        }

        Authorized++;
        request.Headers.Authorization = Credential;
        if (Proof is not null)
        {
            request.Headers.Add("DPoP", Proof);
        }

        return ValueTask.CompletedTask;
    }

    public bool LearnFrom(HttpResponseMessage response)
    {
        Lessons++;
        return Learns;
    }
}
