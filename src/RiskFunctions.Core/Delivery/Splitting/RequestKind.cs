namespace RiskFunctions.Delivery.Splitting;

/// <summary>Why a request of a batch is sent, in the order in which <see cref="SuspectSearch"/> tries them: it sorts by the value.</summary>
internal enum RequestKind
{
    /// <summary>It carries the best of what is unsent.</summary>
    Planned,

    /// <summary>It is part of a request that Okta refused or answered with 500.</summary>
    Part,

    /// <summary>Okta refused it or answered 500: its halves are sent instead.</summary>
    ToSplit,

    /// <summary>Okta answered 500 to it while it took nothing else, and it cannot be split.</summary>
    Again,

    /// <summary>It is a single signal that was set aside at an earlier delivery.</summary>
    SetAside,
}
