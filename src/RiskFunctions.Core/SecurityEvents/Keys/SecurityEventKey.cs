using Microsoft.IdentityModel.Tokens;
using RiskFunctions.Okta;
using RiskFunctions.Okta.OAuth.Keys;
using RiskFunctions.Secrets;

namespace RiskFunctions.SecurityEvents.Keys;

/// <summary>
/// The private key that signs security event tokens: the newest version of the secret whose public half Okta has had time to read. Without
/// <paramref name="publication"/> the newest signs at once: somebody else publishes the keys (docs/adr/0016-a-key-is-read-before-it-signs.md).
/// </summary>
internal sealed partial class SecurityEventKey(
    ISecretSource secrets, IOptions<SecurityEventsOptions> options, KeyPublication? publication, TimeProvider time, ILogger<SecurityEventKey> logger)
{
    /// <summary>How long an earlier key signs before it is read again: an operator may disable its version.</summary>
    private static readonly TimeSpan EarlierAllowance = TimeSpan.FromMinutes(1);

    private sealed record Known(string Text, SigningKey Key);

    private sealed record Choice(SigningKey Newest, SigningKey Signer, DateTimeOffset Until);

    private Known? _known;
    private Choice? _choice;

    /// <summary>The key that signs now. With <paramref name="fresh"/> nothing that was read before counts.</summary>
    /// <exception cref="SecretUnavailableException">The secret cannot be read.</exception>
    /// <exception cref="AuthorizationRefusedException">It holds no key that Okta takes; the message says why and quotes nothing of it.</exception>
    /// <exception cref="CredentialUnavailableException">The public half cannot be published, so Okta could not verify what the key signs.</exception>
    public async ValueTask<SigningKey> ReadAsync(bool fresh, CancellationToken cancellationToken)
    {
        var newest = await ReadNewestAsync(fresh, cancellationToken);
        if (publication is null)
        {
            return newest;
        }

        if (!fresh && Volatile.Read(ref _choice) is { } known && ReferenceEquals(known.Newest, newest) && time.GetUtcNow() < known.Until)
        {
            return known.Signer;
        }

        var choice = await ChooseAsync(newest, await publication.HoldingAsync(newest, fresh, cancellationToken), cancellationToken);
        Volatile.Write(ref _choice, choice);
        return choice.Signer;
    }

    /// <summary>The key of the secret's present value, whether or not it signs yet. With <paramref name="fresh"/> a cached value does not count.</summary>
    /// <exception cref="SecretUnavailableException">The secret cannot be read.</exception>
    /// <exception cref="AuthorizationRefusedException">It holds no key that Okta takes; the message says why and quotes nothing of it.</exception>
    public async ValueTask<SigningKey> ReadNewestAsync(bool fresh, CancellationToken cancellationToken)
    {
        var name = options.Value.SigningKeySecret;
        var text = await secrets.GetSecretAsync(name, fresh, cancellationToken);
        if (Volatile.Read(ref _known) is { } known && known.Text.Equals(text, StringComparison.Ordinal))
        {
            return known.Key;
        }

        try
        {
            var key = SigningKey.Parse(text);
            if (!key.Algorithm.Equals(SecurityAlgorithms.RsaSha256, StringComparison.Ordinal))
            {
                throw new FormatException("it is an EC key; Okta takes RSA of 2048 bits or more.");
            }

            Volatile.Write(ref _known, new Known(text, key));
            return key;
        }
        catch (FormatException e)
        {
            throw new AuthorizationRefusedException($"the secret {name} holds no key to sign with: {e.Message}", e);
        }
    }

    private async ValueTask<Choice> ChooseAsync(SigningKey newest, PublicKeySet published, CancellationToken cancellationToken)
    {
        var name = options.Value.SigningKeySecret;
        var now = time.GetUtcNow();
        if (published.Allows(newest, now, options.Value.KeyLeadTime))
        {
            return new Choice(newest, newest, DateTimeOffset.MaxValue);
        }

        foreach (var text in await secrets.GetEarlierAsync(name, cancellationToken))
        {
            if (Parsed(text) is { } earlier && published.Allows(earlier, now, options.Value.KeyLeadTime))
            {
                return new Choice(newest, earlier, now + EarlierAllowance);
            }
        }

        if (!published.Holds(newest))
        {
            throw new CredentialUnavailableException(
                $"the public half of the key in the secret {name} is not published yet, and no earlier key can sign");
        }

        // A token that Okta refuses is held and sent again. A token that nobody signs would grow too old.
        if (!ReferenceEquals(Volatile.Read(ref _choice)?.Signer, newest))
        {
            LogCutShort(newest.Kid, name);
        }

        return new Choice(newest, newest, DateTimeOffset.MaxValue);
    }

    // A version that holds something else never signed.
    private static SigningKey? Parsed(string text)
    {
        try
        {
            return SigningKey.Parse(text) is var key && key.Algorithm.Equals(SecurityAlgorithms.RsaSha256, StringComparison.Ordinal) ? key : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    [LoggerMessage(1, LogLevel.Warning,
        "Key {Kid} signs before SecurityEvents:KeyLeadTime is over: no earlier version of secret {Secret} can sign. Tokens that Okta refuses are held.",
        EventName = "KeyLeadTimeCutShort")]
    private partial void LogCutShort(string? kid, string secret);
}
