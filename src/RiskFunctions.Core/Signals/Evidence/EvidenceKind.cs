namespace RiskFunctions.Signals.Evidence;

/// <summary>A kind of evidence (entity), and its fields with addresses.</summary>
/// <param name="Name">As the Graph security API names it, without <c>Evidence</c>.</param>
/// <param name="Places">None for a kind that holds no address.</param>
internal sealed record EvidenceKind(string Name, IReadOnlyList<AddressPlace> Places)
{
    /// <summary>It is an address itself.</summary>
    public bool IsAddress { get; init; }

    /// <summary>It is a user or a user's account.</summary>
    public bool IsUser => Name is EvidenceUsers.User or EvidenceUsers.Account;
}
