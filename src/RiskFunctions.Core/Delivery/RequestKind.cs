namespace RiskFunctions.Delivery;

/// <summary>Why a request of a batch is sent.</summary>
internal enum RequestKind
{
    /// <summary>As planned.</summary>
    Planned,

    /// <summary>It is part of one that Okta refused or stumbled over.</summary>
    Part,

    /// <summary>It is a single signal that was set aside at an earlier delivery.</summary>
    Aside,
}
