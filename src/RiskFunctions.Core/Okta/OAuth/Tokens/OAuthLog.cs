namespace RiskFunctions.Okta.OAuth.Tokens;

/// <summary>Log lines of the OAuth credential. Retired ids: none.</summary>
internal static partial class OAuthLog
{
    [LoggerMessage(1, LogLevel.Information, "Okta gave a {Scheme} access token for {LifetimeSeconds} s to key {Kid}.", EventName = "TokenObtained")]
    public static partial void TokenObtained(this ILogger logger, string scheme, long lifetimeSeconds, string? kid);

    [LoggerMessage(2, LogLevel.Warning,
        "Okta's token endpoint is unavailable at try {Try} of {Tries}: {Why}. Next try in {PauseMilliseconds} ms.",
        EventName = "TokenEndpointRetried")]
    public static partial void TokenEndpointRetried(this ILogger logger, int @try, int tries, string why, long pauseMilliseconds);

    [LoggerMessage(3, LogLevel.Information, "Okta's {Server} asks for DPoP: it is used from now on.", EventName = "DPoPSwitchedOn")]
    public static partial void DPoPSwitchedOn(this ILogger logger, string server);

    [LoggerMessage(4, LogLevel.Warning,
        "This machine's clock differs from Okta's: {OffsetSeconds} s are added to it for assertions and proofs.",
        EventName = "ClockLearnt")]
    public static partial void ClockLearnt(this ILogger logger, long offsetSeconds);

    [LoggerMessage(5, LogLevel.Warning,
        "A new access token could not be had; the present one is used until it expires. {Reason}",
        EventName = "TokenRenewalFailed")]
    public static partial void RenewalFailed(this ILogger logger, string reason);
}
