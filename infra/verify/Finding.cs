namespace RiskFunctions.Verify;

/// <summary>What one look found. Closed: fine, a hint that stops nobody, or a fault.</summary>
internal abstract record Finding
{
    private Finding(string what) => What = what;

    public string What { get; }

    internal sealed record Fine(string Text) : Finding(Text);

    /// <summary>Right as it stands, but something is still to be done.</summary>
    internal sealed record Hint(string Text, string ToDo) : Finding(Text);

    internal sealed record Fault(string Text, string ToDo) : Finding(Text);
}
