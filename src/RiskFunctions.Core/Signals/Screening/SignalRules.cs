using System.Collections.Frozen;
using RiskFunctions.Signals.Addresses;

namespace RiskFunctions.Signals.Screening;

/// <summary>The settings of <see cref="SignalOptions"/>, parsed once.</summary>
internal sealed class SignalRules
{
    /// <summary>The severities that products write, compared without case.</summary>
    public static readonly IReadOnlyList<(string Severity, RiskLevel Level)> DefaultSeverities =
    [
        ("High", RiskLevel.High),
        ("Critical", RiskLevel.High),
        ("Severe", RiskLevel.High),
        ("Very High", RiskLevel.High),
        ("VeryHigh", RiskLevel.High),
        ("Urgent", RiskLevel.High),
        ("Emergency", RiskLevel.High),
        ("Fatal", RiskLevel.High),
        ("Medium", RiskLevel.Medium),
        ("Moderate", RiskLevel.Medium),
        ("Low", RiskLevel.Low),
        ("Informational", RiskLevel.Low),
        ("Information", RiskLevel.Low),
        ("Info", RiskLevel.Low),
        ("Unknown", RiskLevel.Low),
        ("UnSpecified", RiskLevel.Low),
        ("unknownFutureValue", RiskLevel.Low),
    ];

    private readonly AddressRange[] _trusted;
    private readonly HashSet<string> _excludedUsers;
    private readonly FrozenDictionary<string, RiskLevel> _severities;
    private readonly bool _allowPrivate;
    private readonly TimeSpan? _defaultLifetime;

    /// <param name="readsUsersOfAlerts">Whether users in alerts are read. Only security events need them.</param>
    /// <exception cref="ArgumentException">The options are not valid; <see cref="SignalOptionsValidator"/> says so at start.</exception>
    public SignalRules(SignalOptions options, bool readsUsersOfAlerts = false)
    {
        ReadsUsersOfAlerts = readsUsersOfAlerts;
        _excludedUsers = options.ExcludedUsers.ToHashSet(StringComparer.OrdinalIgnoreCase);
        _allowPrivate = options.AllowPrivateAddresses;
        _defaultLifetime = options.DefaultLifetime;
        _trusted = [.. options.TrustedNetworks.Select(ParseNetwork)];
        var severities = new Dictionary<string, RiskLevel>(StringComparer.OrdinalIgnoreCase);
        foreach (var (severity, level) in DefaultSeverities)
        {
            severities.Add(severity, level);
        }

        foreach (var (severity, level) in options.SeverityMap)
        {
            severities[severity] = ParseLevel(severity, level);
        }

        _severities = severities.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    public bool ReadsUsersOfAlerts { get; }

    /// <summary>Whether the user, or the whole domain, is in <c>Signals:ExcludedUsers</c>.</summary>
    public bool IsExcluded(SignalUser user) => _excludedUsers.Count > 0 && (_excludedUsers.Contains(user.Name) || _excludedUsers.Contains($"*@{user.Domain}"));

    /// <summary>Whether the severity is in the table or in the settings.</summary>
    public bool Knows(string severity) => _severities.ContainsKey(severity.Trim());

    /// <summary>Severity of an alert -> level. An unknown one is LOW.</summary>
    public RiskLevel LevelOf(string severity) => _severities.GetValueOrDefault(severity.Trim(), RiskLevel.Low);

    /// <summary>Whether the address, or the IPv4 address in it, is inside a trusted network.</summary>
    public bool IsTrusted(SignalAddress address) =>
        AddressRange.Find(_trusted, address.Address) is not null
        || (InternetAddresses.Embedded(address.Address) is { } embedded && AddressRange.Find(_trusted, embedded) is not null);

    /// <summary>What the address is ("a private address") when it must not be sent; null when it may.</summary>
    public string? WhyRefused(SignalAddress address) => _allowPrivate ? null : InternetAddresses.WhyRefused(address);

    /// <summary>When a signal without an expiry of its own stops counting; null leaves it to the destination.</summary>
    public DateTimeOffset? DefaultExpiry(DateTimeOffset timestamp)
    {
        if (_defaultLifetime is not { } lifetime)
        {
            return null;
        }

        // Senders write a time close to the end of the calendar for "never". It must not overflow.
        return lifetime >= SignalTime.Latest - timestamp ? SignalTime.Latest : SignalTime.ToMilliseconds(timestamp + lifetime);
    }

    private static AddressRange ParseNetwork(string text) =>
        TrustedNetworkSetting.TryParse(text, out var network, out var fault)
            ? new AddressRange(network, text)
            : throw new ArgumentException($"\"{text}\" is not a CIDR network: {fault}.", nameof(text));

    private static RiskLevel ParseLevel(string severity, string level) =>
        RiskLevelText.TryParseSetting(level, out var parsed)
            ? parsed
            : throw new ArgumentException($"Severity \"{severity}\" maps to \"{level}\", which is not HIGH, MEDIUM or LOW.", nameof(level));
}
