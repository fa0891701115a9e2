using Azure.Core;
using Azure.Identity;
using Microsoft.Extensions.Configuration;

namespace RiskFunctions.Azure.Identity;

/// <summary>
/// Our identity for Key Vault, Storage and Service Bus. In Azure only the managed identity is tried: a chain of credentials would hide which one
/// answered, and costs seconds when none does. The host is in Azure when <c>IDENTITY_ENDPOINT</c> or <c>WEBSITE_INSTANCE_ID</c> is set, unless
/// <c>AZURE_FUNCTIONS_ENVIRONMENT</c> is <c>Development</c>, as with Core Tools. Elsewhere it is the developer's own sign-in
/// (<see cref="DefaultAzureCredential"/>: Azure CLI, azd, Visual Studio).
/// </summary>
internal static class AzureCredential
{
    /// <summary>Client id of a user-assigned identity; empty or missing means the system-assigned one.</summary>
    public const string ClientIdSetting = "AZURE_CLIENT_ID";

    public static TokenCredential Create(IConfiguration configuration) =>
        IsInAzure(configuration)
            ? new ManagedIdentityCredential(Identity(configuration[ClientIdSetting]))
            : new DefaultAzureCredential();

    public static bool IsInAzure(IConfiguration configuration) =>
        !string.Equals(configuration["AZURE_FUNCTIONS_ENVIRONMENT"], "Development", StringComparison.OrdinalIgnoreCase)
        && (!string.IsNullOrEmpty(configuration["IDENTITY_ENDPOINT"]) || !string.IsNullOrEmpty(configuration["WEBSITE_INSTANCE_ID"]));

    private static ManagedIdentityId Identity(string? clientId) =>
        string.IsNullOrWhiteSpace(clientId) ? ManagedIdentityId.SystemAssigned : ManagedIdentityId.FromUserAssignedClientId(clientId);
}
