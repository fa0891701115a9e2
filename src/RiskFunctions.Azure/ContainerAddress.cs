namespace RiskFunctions.Azure;

/// <summary>The address of a blob container in a setting.</summary>
internal static class ContainerAddress
{
    /// <summary>What is wrong with it, in words that begin with the setting; null when it is right.</summary>
    public static string? Fault(Uri container, string setting)
    {
        if (!container.IsAbsoluteUri || container.AbsolutePath.Trim('/').Length == 0)
        {
            return $"{setting} must be the whole address of a blob container.";
        }

        var isHttps = string.Equals(container.Scheme, Uri.UriSchemeHttps, StringComparison.Ordinal);
        var isHttp = string.Equals(container.Scheme, Uri.UriSchemeHttp, StringComparison.Ordinal);
        if (!isHttps && !(isHttp && container.IsLoopback))
        {
            return $"{setting} must be https; http is accepted on loopback only (Azurite).";
        }

        return isHttps || container.Query.Length > 1
            ? null
            : $"{setting} over http needs a SAS in its query: a managed identity's token is never sent without TLS.";
    }
}
