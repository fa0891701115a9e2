namespace RiskFunctions.Signals.Evidence;

/// <summary>A kind of evidence, or entity, and the fields in which it holds addresses.</summary>
/// <param name="Name">As the Graph security API names it, without <c>Evidence</c>.</param>
/// <param name="Places">None for a kind that holds no address.</param>
internal sealed record EvidenceKind(string Name, IReadOnlyList<AddressPlace> Places)
{
    /// <summary>It is an address itself.</summary>
    public bool IsAddress { get; init; }

    /// <summary>It is a user, or an account of one.</summary>
    public bool IsUser => Name is EvidenceUsers.User or EvidenceUsers.Account;
}
