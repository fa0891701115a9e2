namespace RiskFunctions.Checks;

/// <summary>Tries the way to Okta with the settings in force, one step after the other, for an operator to read.</summary>
public interface IConnectionCheck
{
    /// <summary>
    /// Reads the credential, proves it where that is possible without an event, and, with <paramref name="testAddress"/>, posts one LOW
    /// event for it through the rate meter. Ends after the first step that failed.
    /// </summary>
    /// <param name="testAddress">An address that <see cref="DocumentationAddress"/> parsed; null sends nothing.</param>
    IAsyncEnumerable<CheckStep> RunAsync(DocumentationAddress? testAddress, CancellationToken cancellationToken);
}
