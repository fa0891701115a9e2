namespace RiskFunctions.Checks;

/// <summary>Tries the connection to Okta with the settings in force, step by step, for an operator to read.</summary>
public interface IConnectionCheck
{
    /// <summary>
    /// For each destination that is on: reads the credential or key, proves it without an event where possible, and sends what
    /// <paramref name="scope"/> allows, through the rate meter. The first failed step ends a destination's steps.
    /// </summary>
    IAsyncEnumerable<CheckStep> RunAsync(CheckScope scope, CancellationToken cancellationToken);
}
