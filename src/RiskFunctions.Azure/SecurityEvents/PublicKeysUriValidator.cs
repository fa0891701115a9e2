using Microsoft.Extensions.Options;
using RiskFunctions.SecurityEvents;

namespace RiskFunctions.Azure.SecurityEvents;

/// <summary>Checks the setting that only the blob store needs.</summary>
internal sealed class PublicKeysUriValidator : IValidateOptions<SecurityEventsOptions>
{
    public ValidateOptionsResult Validate(string? name, SecurityEventsOptions options) =>
        options.PublicKeysUri is { } container && ContainerAddress.Fault(container, "SecurityEvents:PublicKeysUri") is { } fault
            ? ValidateOptionsResult.Fail(fault)
            : ValidateOptionsResult.Success;
}
