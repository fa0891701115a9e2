namespace RiskFunctions.Okta;

/// <summary>Stops the start when a setting under <c>Okta</c> cannot work. Every message names the key.</summary>
internal sealed class OktaOptionsValidation : IValidateOptions<OktaOptions>
{
    public ValidateOptionsResult Validate(string? name, OktaOptions options)
    {
        var faults = new List<string>();
        if (OrgUrlFault(options.OrgUrl) is { } fault)
        {
            faults.Add($"Okta:OrgUrl {fault}");
        }

        if (!Enum.IsDefined(options.Authentication))
        {
            faults.Add("Okta:Authentication must be ApiToken or PrivateKeyJwt.");
        }

        if (!Enum.IsDefined(options.DPoP))
        {
            faults.Add("Okta:DPoP must be Auto, Required or Off.");
        }

        if (options.Authentication == OktaAuthentication.ApiToken && string.IsNullOrWhiteSpace(options.ApiTokenSecret))
        {
            faults.Add("Okta:ApiTokenSecret is empty: give the name of the secret that holds the API token.");
        }

        if (options.Authentication == OktaAuthentication.PrivateKeyJwt)
        {
            if (string.IsNullOrWhiteSpace(options.ClientId))
            {
                faults.Add("Okta:ClientId is empty: PrivateKeyJwt needs the client id of the service app.");
            }

            if (string.IsNullOrWhiteSpace(options.PrivateKeySecret))
            {
                faults.Add("Okta:PrivateKeySecret is empty: give the name of the secret that holds the private key.");
            }
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static string? OrgUrlFault(Uri? url)
    {
        const string Example = "for example https://contoso.okta.com";
        if (url is null)
        {
            return $"is missing: give the https origin of the org, {Example}.";
        }

        if (!url.IsAbsoluteUri || (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp))
        {
            return $"is not an https address: give the origin of the org, {Example}.";
        }

        if (url.Scheme == Uri.UriSchemeHttp && !url.IsLoopback)
        {
            return "uses http: the token would travel in the clear. http is accepted on loopback only.";
        }

        if (url.UserInfo.Length > 0 || url.AbsolutePath != "/" || url.Query.Length > 0 || url.Fragment.Length > 0)
        {
            return $"holds more than an origin: leave out path, query and user, {Example}.";
        }

        // Okta: API calls go to the org's own address, never to its admin console.
        var label = url.Host.Split('.')[0];
        return label.EndsWith("-admin", StringComparison.OrdinalIgnoreCase)
            ? $"is the admin console's address: take the org's own, https://{url.Host.Replace("-admin.", ".", StringComparison.OrdinalIgnoreCase)}."
            : null;
    }
}
