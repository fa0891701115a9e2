using System.Security.Cryptography;
using RiskFunctions.LocalHost.Sandbox.OAuth.Signatures;

namespace RiskFunctions.LocalHost.Sandbox.OAuth;

/// <summary>The access tokens that are good now. Safe for several threads.</summary>
internal sealed class AccessTokens
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, AccessToken> _known = new(StringComparer.Ordinal);

    /// <summary>Makes a token. It is opaque: a client must not look into it.</summary>
    public string Issue(AccessToken token, DateTimeOffset now)
    {
        var text = Base64UrlText.Encode(RandomNumberGenerator.GetBytes(32));
        lock (_gate)
        {
            foreach (var expired in _known.Where(t => t.Value.Expires <= now).Select(t => t.Key).ToList())
            {
                _known.Remove(expired);
            }

            _known.Add(text, token);
        }

        return text;
    }

    /// <summary>The token; null when it was never given out, is expired or revoked.</summary>
    public AccessToken? Find(string text, DateTimeOffset now)
    {
        lock (_gate)
        {
            return _known.TryGetValue(text, out var token) && token.Expires > now ? token : null;
        }
    }

    public void RevokeAll()
    {
        lock (_gate)
        {
            _known.Clear();
        }
    }
}
