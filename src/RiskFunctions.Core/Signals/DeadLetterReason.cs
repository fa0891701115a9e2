namespace RiskFunctions.Signals;

/// <summary>Why a message is dead-lettered. The names are a contract: operators filter the dead-letter queue by them.</summary>
public enum DeadLetterReason
{
    /// <summary>The message is of a known format but breaks one of its rules.</summary>
    InvalidSignal,

    /// <summary>The message is of no known format.</summary>
    UnsupportedFormat,

    /// <summary>An address that no sign-in over the internet can come from.</summary>
    NonRoutableAddress,

    /// <summary>The signal's own expiry had passed before it could be sent.</summary>
    SignalExpired,

    /// <summary>Okta answered 400 to this message's event alone.</summary>
    RejectedByOkta,

    /// <summary>All that the message says is for a destination that the settings have switched off.</summary>
    DestinationOff,
}
