namespace RiskFunctions.Signals;

/// <summary>Settings under <c>Signals</c>.</summary>
public sealed class SignalOptions
{
    public const string Section = "Signals";

    /// <summary>CIDR networks (or single addresses) that are never sent to Okta: offices, VPN exits. Default: none.</summary>
    public IList<string> TrustedNetworks { get; } = [];

    /// <summary>Users about whom nothing is sent: full names, or <c>*@domain</c>. Break-glass and service accounts belong here. Default: none.</summary>
    public IList<string> ExcludedUsers { get; } = [];

    /// <summary>Lets addresses through that no sign-in over the internet can come from. Default: false. For tests only.</summary>
    public bool AllowPrivateAddresses { get; set; }

    /// <summary>
    /// Severity of an alert -> HIGH, MEDIUM or LOW, compared without case. Entries here win over the default table (High, Medium, Low -> the same;
    /// Critical and its like -> HIGH; Informational and unknown ones -> LOW).
    /// </summary>
    public IDictionary<string, string> SeverityMap { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>How long a signal without its own expiry counts, from its timestamp. Default: null, which leaves it to Okta (24 h).</summary>
    public TimeSpan? DefaultLifetime { get; set; }
}
