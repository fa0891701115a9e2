namespace RiskFunctions.Checks;

/// <summary>Tries the way to Okta with the settings in force, one step after the other, for an operator to read.</summary>
public interface IConnectionCheck
{
    /// <summary>
    /// For each destination that is on: reads the credential or key, proves it where that is possible without an event, and sends what
    /// <paramref name="scope"/> allows, through the rate meter. A destination's steps end after the first that failed.
    /// </summary>
    IAsyncEnumerable<CheckStep> RunAsync(CheckScope scope, CancellationToken cancellationToken);
}
