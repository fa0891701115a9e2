using System.Globalization;
using System.Text;
using RiskFunctions.Checks;

namespace RiskFunctions.LocalHost.Explaining;

/// <summary>An explanation in plain lines, for a pipe.</summary>
internal static class ExplanationLines
{
    public static IReadOnlyList<string> Of(MessageExplanation explanation) =>
    [
        .. Head(explanation),
        .. explanation.Addresses.Select(a => TerminalText.Line(Address(a))),
        .. explanation.Users.Select(u => TerminalText.Line(User(u))),
        .. Tail(explanation),
    ];

    public static IEnumerable<string> Head(MessageExplanation explanation)
    {
        yield return explanation.Formats.Count == 0
            ? "Format: not recognized"
            : TerminalText.Line($"Format: {string.Join(" > ", explanation.Formats.Select(f => $"{f.Key} (told by {f.Value})"))}");
        yield return explanation.Becomes switch
        {
            "sent" when explanation.Reason is not null => "Becomes: sent in part, then dead-lettered",
            "sent" => "Becomes: sent to Okta",
            "dead-lettered" => "Becomes: dead-lettered",
            var without => $"Becomes: completed without a request ({without})",
        };
    }

    public static IEnumerable<string> Tail(MessageExplanation explanation)
    {
        foreach (var (field, why) in explanation.Cleared)
        {
            yield return TerminalText.Line(field.Length == 0 ? $"Cleared: {why}" : $"Cleared: {field}: {why}");
        }

        foreach (var warning in explanation.Warnings)
        {
            yield return TerminalText.Line($"Warning: {warning}");
        }

        foreach (var request in explanation.Requests)
        {
            yield return TerminalText.Line($"Okta gets: {Encoding.UTF8.GetString(request.Span)}");
        }

        if (explanation.Reason is not null)
        {
            yield return TerminalText.Line($"Dead letter: {explanation.Reason}: {explanation.Description}");
        }
    }

    public static string Time(DateTimeOffset? time) =>
        time is { } at ? at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture) : string.Empty;

    private static string Until(DateTimeOffset? end) => end is null ? string.Empty : $" until {Time(end)}";

    private static string Address(ExplainedAddress address) => address.LeftOut is null
        ? $"Address: {address.Address} {address.Level} {Time(address.Timestamp)}{Until(address.ExpiresAt)} {address.Text}".TrimEnd()
        : $"Address: {address.Address} left out ({address.LeftOut}): {address.Why}{At(address.Field)}";

    private static string User(ExplainedUser user) => user.LeftOut is null
        ? string.Join(' ', new[] { $"User: {user.User}", user.Event, user.Level, Time(user.Timestamp), user.Text }.Where(t => !string.IsNullOrEmpty(t)))
        : $"User: {user.User ?? "no name that can be used"} left out ({user.LeftOut}): {user.Why}{At(user.Field)}";

    private static string At(string? field) => field is null ? string.Empty : $"; at {field}";
}
