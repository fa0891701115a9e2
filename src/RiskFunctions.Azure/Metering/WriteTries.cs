using Azure.Core;
using Azure.Core.Pipeline;

namespace RiskFunctions.Azure.Metering;

/// <summary>Counts how often the client sent a write: it repeats requests without saying so.</summary>
internal sealed class WriteTries : HttpPipelineSynchronousPolicy
{
    private const string Property = nameof(WriteTries);

    public int Count { get; private set; }

    /// <summary>Counts the requests of this flow of calls until the scope ends.</summary>
    public IDisposable Begin() => HttpPipeline.CreateHttpMessagePropertiesScope(new Dictionary<string, object?>(StringComparer.Ordinal) { [Property] = this });

    public override void OnSendingRequest(HttpMessage message)
    {
        if (message.TryGetProperty(Property, out var tries))
        {
            ((WriteTries)tries!).Count++;
        }
    }
}
