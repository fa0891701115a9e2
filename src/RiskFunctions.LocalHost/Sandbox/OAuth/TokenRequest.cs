namespace RiskFunctions.LocalHost.Sandbox.OAuth;

/// <summary>A request for an access token, taken from HTTP.</summary>
internal sealed record TokenRequest
{
    /// <summary>The URL that the client called, without query.</summary>
    public required string Url { get; init; }

    /// <summary>The fields of the form; a field that stands there twice has two values.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Fields { get; init; }

    /// <summary>The values of the <c>DPoP</c> header.</summary>
    public required IReadOnlyList<string> Proofs { get; init; }

    /// <summary>The one value of a field; null when it is missing, empty or there twice.</summary>
    public string? Field(string name) => Fields.TryGetValue(name, out var values) && values is [{ Length: > 0 } value] ? value : null;
}
