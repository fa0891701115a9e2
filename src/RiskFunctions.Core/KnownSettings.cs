using System.Reflection;

namespace RiskFunctions;

/// <summary>
/// Stops the start when a section has a key that is no setting. The binder ignores such a key, and a misspelt <c>Signals:TrustedNetworks</c> would
/// lock out the office that it was meant to spare.
/// </summary>
internal static class KnownSettings
{
    public static void AddKnownSettings<TOptions>(this IServiceCollection services, IConfiguration configuration, string section)
        where TOptions : class =>
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TOptions>>(new Validation<TOptions>(configuration.GetSection(section))));

    private sealed class Validation<TOptions>(IConfigurationSection section) : IValidateOptions<TOptions>
        where TOptions : class
    {
        private static readonly string[] Names =
            [.. typeof(TOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(p => p.Name).Order(StringComparer.Ordinal)];

        public ValidateOptionsResult Validate(string? name, TOptions options)
        {
            var unknown = section.GetChildren().Select(c => c.Key).Except(Names, StringComparer.OrdinalIgnoreCase)
                .Select(key => $"{section.Path}:{key} is no setting. Under {section.Path} there are {string.Join(", ", Names)}.").ToList();
            return unknown.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(unknown);
        }
    }
}
