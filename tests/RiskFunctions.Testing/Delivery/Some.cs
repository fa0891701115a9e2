using System.Net;
using System.Text;
using RiskFunctions.Okta.Answers;
using RiskFunctions.Signals;
using RiskFunctions.Testing.Time;

namespace RiskFunctions.Testing.Delivery;

/// <summary>Valid things with ordinary values; a test names only what matters to it.</summary>
internal static class Some
{
    public static readonly DateTimeOffset Time = ManualTimeProvider.DefaultStart;

    /// <summary>The n-th address of 198.18.0.0/15 on: distinct for 131,072 numbers.</summary>
    public static string Address(int n) => $"198.{18 + (n >> 16)}.{(n >> 8) & 255}.{n & 255}";

    public static RiskSignal Signal(
        string address = "203.0.113.7",
        RiskLevel level = RiskLevel.High,
        DateTimeOffset? at = null,
        DateTimeOffset? expiresAt = null,
        string? text = null) => new()
        {
            Address = new SignalAddress(IPAddress.Parse(address)),
            Level = level,
            Timestamp = at ?? Time,
            ExpiresAt = expiresAt,
            Text = text,
        };

    /// <summary>The users user0@example.com and so on, in one message.</summary>
    public static IReadOnlyList<UserSignal> Users(int count = 1, RiskLevel level = RiskLevel.High, int first = 0, DateTimeOffset? at = null) =>
        [.. Enumerable.Range(0, count).Select(n => new UserSignal
        {
            User = SignalUser.TryParse($"user{first + n}@example.com", out var user) ? user : default,
            Level = level,
            Timestamp = at ?? Time,
            Index = n,
        })];

    /// <summary>Signals of <paramref name="count"/> different addresses, from the <paramref name="first"/>-th on.</summary>
    public static IReadOnlyList<RiskSignal> Signals(int count, int first = 0) =>
        [.. Enumerable.Range(first, count).Select(n => Signal(Address(n)))];

    public static SignalMessage Message(string id, int delivery = 1, IReadOnlyDictionary<string, object>? properties = null) => new()
    {
        MessageId = id,
        Body = Encoding.UTF8.GetBytes($"body of {id}"),
        EnqueuedAt = Time,
        DeliveryCount = delivery,
        Properties = properties ?? new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase),
    };

    public static OktaError Error(string code = "E0000001", string summary = "Api validation failed") =>
        new() { Code = code, Summary = summary };
}
