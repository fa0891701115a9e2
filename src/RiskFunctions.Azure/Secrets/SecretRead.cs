namespace RiskFunctions.Azure.Secrets;

/// <summary>How a read of the vault ended.</summary>
internal abstract record SecretRead
{
    private SecretRead() { }

    // A record's own ToString would print the value.
    public sealed override string ToString() => GetType().Name;

    public sealed record Found(string Value) : SecretRead;

    public sealed record Failed(KeyVaultFault Fault, Exception Cause) : SecretRead;
}
