namespace RiskFunctions.LocalHost.Sandbox.Faults;

/// <summary>What can go wrong. The names in a fault plan stand in <see cref="FaultNames"/>.</summary>
internal enum FaultKind
{
    /// <summary>400 to the whole request.</summary>
    BadRequest,

    /// <summary>401 though the credential is good. Does not count towards the limit.</summary>
    Unauthorized,

    /// <summary>403 though the credential is good. Does not count towards the limit.</summary>
    Forbidden,

    /// <summary>429 though the limit has room. Does not count towards the limit.</summary>
    Throttled,

    /// <summary>500.</summary>
    ServerError,

    /// <summary>503.</summary>
    Unavailable,

    /// <summary>The request is looked at only after a delay; not at all when the sender has given up by then.</summary>
    Slow,

    /// <summary>No answer until the sender gives up. The events are not accepted.</summary>
    Hang,

    /// <summary>The connection is reset and the events are not accepted.</summary>
    ResetBeforeAccept,

    /// <summary>The events are accepted, or assertion and proof used up, and the connection is reset instead of an answer.</summary>
    ResetAfterAccept,

    /// <summary>A status with a body that is no JSON. The events are not accepted.</summary>
    Garbage,

    /// <summary>The request is treated as usual, but the rate-limit headers of its answer are wrong or missing.</summary>
    Headers,

    /// <summary>307 to another place. The events are not accepted.</summary>
    Redirect,
}
