using RiskFunctions.Okta.Answers;

namespace RiskFunctions.Okta.OAuth.Tokens;

/// <summary>Turns any answer of the token endpoint into a <see cref="TokenAnswer"/>. Never throws for a body.</summary>
internal static class TokenAnswerReader
{
    /// <summary>Used when the server gives none: RFC 6749 §5.1 only recommends <c>expires_in</c>. Well below Okta's hour.</summary>
    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(1);

    /// <summary>Reset and date are cut to whole seconds.</summary>
    private static readonly TimeSpan WholeSecond = TimeSpan.FromSeconds(1);

    public static TokenAnswer Read(HttpResponseMessage response, ReadOnlyMemory<byte> body, long requestedAt)
    {
        using var json = Parse(body);
        var root = json?.RootElement;
        var status = response.StatusCode;
        var error = Text(root, "error") ?? Text(root, "errorCode");
        return (int)status switch
        {
            200 => Granted(root, requestedAt),
            429 or 408 or >= 500 => new TokenAnswer.Unavailable(Numbered(status), RetryAfterOf(response)),
            _ when error is "temporarily_unavailable" or "server_error" =>
                new TokenAnswer.Unavailable($"{Numbered(status)}, {error}", RetryAfterOf(response)),
            _ => new TokenAnswer.Refused(
                status,
                SafeText.Of(error, 60) is { Length: > 0 } code ? code : "",
                SafeText.Of(Text(root, "error_description") ?? Text(root, "errorSummary"), SafeText.DescriptionLength)),
        };
    }

    private static TokenAnswer Granted(JsonElement? root, long requestedAt)
    {
        if (Text(root, "access_token") is not { } token || !token.All(c => c is > ' ' and <= '~'))
        {
            return new TokenAnswer.Unavailable("200 without an access token; check that Okta:OrgUrl is the org's own address", RetryAfter: null);
        }

        var type = Text(root, "token_type");
        var isBound = string.Equals(type, "DPoP", StringComparison.OrdinalIgnoreCase);
        if (!isBound && !string.Equals(type, "Bearer", StringComparison.OrdinalIgnoreCase))
        {
            return new TokenAnswer.Unavailable("200 with a token that is neither of type Bearer nor DPoP", RetryAfter: null);
        }

        return new TokenAnswer.Granted(new AccessToken { Value = token, IsBound = isBound, Lifetime = LifetimeOf(root), RequestedAt = requestedAt });
    }

    private static TimeSpan LifetimeOf(JsonElement? root)
    {
        var seconds = root is { ValueKind: JsonValueKind.Object } value && value.TryGetProperty("expires_in", out var member)
            && member.ValueKind == JsonValueKind.Number && member.TryGetDouble(out var number) ? number : 0;
        return seconds switch
        {
            > 0 when seconds < LongestLifetime.TotalSeconds => TimeSpan.FromSeconds(seconds),
            > 0 => LongestLifetime,
            _ => DefaultLifetime,
        };
    }

    /// <summary>
    /// <c>Retry-After</c> of a 429 or 503. Without it, on a 429, the time to Okta's reset and a second more (okta-sdk-dotnet README, rate limits).
    /// Okta sends the reset with every answer; only after a 429 does it mean a wait.
    /// </summary>
    private static TimeSpan? RetryAfterOf(HttpResponseMessage response)
    {
        if (response.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable))
        {
            return null;
        }

        var date = response.Headers.Date;
        return response.Headers.RetryAfter switch
        {
            { Delta: { } wait } => wait,
            { Date: { } until } when date is not null => NotNegative(until - date.Value),
            _ when response.StatusCode == HttpStatusCode.TooManyRequests && date is not null
                && RateLimitReading.From(response.Headers, date.Value)?.ResetIn is { } reset => NotNegative(reset) + WholeSecond,
            _ => null,
        };
    }

    private static TimeSpan NotNegative(TimeSpan time) => time < TimeSpan.Zero ? TimeSpan.Zero : time;

    private static JsonDocument? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement? root, string name)
    {
        try
        {
            return root is { ValueKind: JsonValueKind.Object } value && value.TryGetProperty(name, out var member)
                && member.ValueKind == JsonValueKind.String ? member.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // A string with half a surrogate pair has no text.
            return null;
        }
    }

    private static string Numbered(HttpStatusCode status) => ((int)status).ToString(CultureInfo.InvariantCulture);
}
