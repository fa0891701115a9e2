namespace RiskFunctions.Signals;

/// <summary>The full name of a user, such as <c>name@example.com</c>. Compared without case. Not for a log.</summary>
internal readonly record struct SignalUser
{
    private const int MostCharacters = 254;

    private SignalUser(string name) => Name = name;

    public string Name { get; }

    /// <summary>What stands behind the <c>@</c>.</summary>
    public string Domain => Name[(Name.IndexOf('@', StringComparison.Ordinal) + 1)..];

    /// <summary>The directory's name for another organisation's user.</summary>
    public bool IsGuest => Name.Contains("#EXT#", StringComparison.OrdinalIgnoreCase);

    /// <summary>False for a name without a domain, such as <c>CONTOSO\name</c>: nobody else knows whose it is.</summary>
    public static bool TryParse(string? text, out SignalUser user)
    {
        var name = text?.Trim() ?? string.Empty;
        var at = name.IndexOf('@', StringComparison.Ordinal);
        var isName = at > 0 && at < name.Length - 1 && name.Length <= MostCharacters && name.IndexOf('@', at + 1) < 0
            && name.All(IsAllowed)
            && name[at + 1] is not ('.' or '-') && name[^1] is not ('.' or '-');
        user = isName ? new SignalUser(name) : default;
        return isName;
    }

    private static bool IsAllowed(char c) =>
        c is > ' ' and not ('\\' or '"' or '<' or '>' or ',' or ';' or ':' or '\u007F') && !char.IsWhiteSpace(c) && !char.IsControl(c) && !char.IsSurrogate(c);

    public bool Equals(SignalUser other) => string.Equals(Name, other.Name, StringComparison.OrdinalIgnoreCase);

    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Name ?? string.Empty);

    public override string ToString() => Name;
}
