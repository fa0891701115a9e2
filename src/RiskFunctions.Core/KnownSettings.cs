using System.Reflection;

namespace RiskFunctions;

/// <summary>
/// Stops the start when a section has a key that is no setting: the binder passes over it, and a misspelt <c>Signals:TrustedNetworks</c> would
/// lock out the office that it was meant to spare.
/// </summary>
internal sealed class KnownSettings<TOptions>(IConfigurationSection section) : IValidateOptions<TOptions>
    where TOptions : class
{
    private static readonly string[] Names =
        [.. typeof(TOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(p => p.Name).Order(StringComparer.Ordinal)];

    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        var unknown = section.GetChildren().Select(c => c.Key).Except(Names, StringComparer.OrdinalIgnoreCase).ToList();
        return unknown.Count == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(unknown.Select(key => $"{section.Path}:{key} is no setting. Under {section.Path} there are {string.Join(", ", Names)}."));
    }
}
