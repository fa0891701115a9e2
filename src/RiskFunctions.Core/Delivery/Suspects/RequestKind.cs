namespace RiskFunctions.Delivery.Suspects;

/// <summary>Why a request of a batch is sent. Of those that are told apart the most promising comes first.</summary>
internal enum RequestKind
{
    /// <summary>It carries the best of what is unsent.</summary>
    Planned,

    /// <summary>It is part of one that Okta refused or stumbled over.</summary>
    Part,

    /// <summary>Okta refused it or stumbled over it: its halves are sent instead.</summary>
    ToSplit,

    /// <summary>Okta stumbled over it while it took nothing else, and it cannot be split.</summary>
    Again,

    /// <summary>It is a single signal that was set aside at an earlier delivery.</summary>
    Aside,
}
