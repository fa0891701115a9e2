namespace RiskFunctions.LocalHost.Sandbox.Http;

/// <summary>Reads bodies.</summary>
internal static class RequestBody
{
    /// <summary>The whole body; null when it is larger than the server takes.</summary>
    /// <exception cref="BadHttpRequestException">The body broke off.</exception>
    public static async Task<byte[]?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        try
        {
            await request.Body.CopyToAsync(buffer, cancellationToken);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return null;
        }

        return buffer.ToArray();
    }
}
