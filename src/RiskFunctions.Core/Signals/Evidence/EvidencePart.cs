namespace RiskFunctions.Signals.Evidence;

/// <summary>The part that something played in an attack, the one that counts most first: <see cref="EvidenceRoles"/> compares the values.</summary>
internal enum EvidencePart
{
    /// <summary>The attacker's, or the activity came from it: sent.</summary>
    Attacker,

    /// <summary>It was attacked: left out when it is an address.</summary>
    Victim,

    /// <summary>It was near, or the attacker made or used it: left out.</summary>
    Bystander,
}
