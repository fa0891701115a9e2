namespace RiskFunctions.LocalHost.Sandbox.OAuth;

/// <summary>The server's nonces for DPoP proofs: a new one now and then, the former ones good for some time. Safe for several threads.</summary>
internal sealed class Nonces(OAuthOptions options)
{
    private readonly Lock _gate = new();
    private readonly List<(string Value, DateTimeOffset Made)> _known = [];

    /// <summary>The nonce to hand out.</summary>
    public string Current(DateTimeOffset now)
    {
        lock (_gate)
        {
            _known.RemoveAll(n => now - n.Made >= options.NonceLifetime);
            if (_known.Count == 0 || now - _known[^1].Made >= options.NonceRotation)
            {
                _known.Add((RequestIds.Next(), now));
            }

            return _known[^1].Value;
        }
    }

    public bool IsGood(string nonce, DateTimeOffset now)
    {
        lock (_gate)
        {
            return _known.Exists(n => string.Equals(n.Value, nonce, StringComparison.Ordinal) && now - n.Made < options.NonceLifetime);
        }
    }

    /// <summary>Forgets every nonce, so that each proof on its way needs a new one.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            _known.Clear();
        }
    }
}
