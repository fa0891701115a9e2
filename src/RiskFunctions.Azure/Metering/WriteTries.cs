using Azure.Core;
using Azure.Core.Pipeline;

namespace RiskFunctions.Azure.Metering;

/// <summary>Counts how often the client sent one write: it repeats a request by itself and does not say so.</summary>
internal sealed class WriteTries : HttpPipelineSynchronousPolicy
{
    private const string Property = nameof(WriteTries);

    public int Count { get; private set; }

    /// <summary>Until the end of the scope, what this flow of calls sends is counted here.</summary>
    public IDisposable Begin() => HttpPipeline.CreateHttpMessagePropertiesScope(new Dictionary<string, object?>(StringComparer.Ordinal) { [Property] = this });

    public override void OnSendingRequest(HttpMessage message)
    {
        if (message.TryGetProperty(Property, out var tries))
        {
            ((WriteTries)tries!).Count++;
        }
    }
}
