namespace RiskFunctions.Verify;

/// <summary>Templates and app know the addresses of the public cloud only.</summary>
internal sealed class Cloud(ICommandLine line)
{
    public async Task<Finding> CheckAsync(CancellationToken cancellationToken)
    {
        var name = (string?)(await line.AzAsync(cancellationToken, "cloud", "show"))["name"];
        return name == "AzureCloud"
            ? new Finding.Fine("Cloud: AzureCloud")
            : new Finding.Fault(
                $"Cloud: az is set to {name}, and RiskFunctions knows the addresses of the public cloud only",
                "az cloud set --name AzureCloud; deploying to another cloud needs other host names and DNS zones in infra, "
                + "and another sign-in authority in the app.");
    }
}
