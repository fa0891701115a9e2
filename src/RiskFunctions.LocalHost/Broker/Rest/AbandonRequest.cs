using System.Collections.ObjectModel;

namespace RiskFunctions.LocalHost.Broker.Rest;

/// <summary>Body of a worker's abandon call.</summary>
/// <param name="Properties">Application properties to set on the message; null or empty for none.</param>
internal sealed record AbandonRequest(IReadOnlyDictionary<string, WireProperty>? Properties)
{
    public static AbandonRequest Of(IReadOnlyDictionary<string, object> properties) =>
        new(properties.ToDictionary(p => p.Key, p => WireProperty.Of(p.Value), StringComparer.OrdinalIgnoreCase));

    /// <exception cref="FormatException">A value does not fit its type.</exception>
    public IReadOnlyDictionary<string, object> ToProperties() =>
        (Properties ?? ReadOnlyDictionary<string, WireProperty>.Empty).ToDictionary(p => p.Key, p => p.Value.ToObject(), StringComparer.OrdinalIgnoreCase);
}
