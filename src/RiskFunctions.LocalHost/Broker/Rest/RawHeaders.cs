using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace RiskFunctions.LocalHost.Broker.Rest;

/// <summary>
/// Header values as bytes, read as UTF-8 where a message is made of them. The server itself would answer 400 to other bytes before our code sees the
/// request, without saying why.
/// </summary>
internal static class RawHeaders
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Latin-1 turns every byte into the character of the same number, so that <see cref="Text"/> can turn it back.</summary>
    public static void Keep(KestrelServerOptions server) => server.RequestHeaderEncodingSelector = static _ => Encoding.Latin1;

    /// <exception cref="MalformedSendException">The bytes are no UTF-8; the message names the header.</exception>
    public static string Text(string name, string kept)
    {
        try
        {
            return Strict.GetString(Encoding.Latin1.GetBytes(kept));
        }
        catch (DecoderFallbackException fault)
        {
            throw new MalformedSendException(
                $"{name}: the header is not UTF-8. Send it in UTF-8, or write other characters as \\u escapes inside the quotes.", fault);
        }
    }
}
