using RiskFunctions.Signals.Json;
using RiskFunctions.Signals.Results;
using RiskFunctions.Signals.Screening;

namespace RiskFunctions.Signals.Formats.Users;

/// <summary>
/// Security events of CAEP, RISC and Okta about users: the claims of a token (RFC 8417), or one event as the data of a CloudEvent of its type.
/// </summary>
internal sealed class UserEventFormat : ISignalFormat
{
    public const string FormatName = "security-event";

    private const string Account = "acct:";

    // Larger numbers are milliseconds: an early draft of CAEP had them, and some senders still do.
    private const long FirstMilliseconds = 100_000_000_000;

    private static readonly string[] TimesOfSet = ["toe", "iat"];

    private static readonly string[] Reasons = ["reason_admin", "risk_reason", "reason", "reason_user"];

    public string Name => FormatName;

    public string Shape => "security event (events)";

    public string? ToldBy(JsonFields body) => Holds(body) ? "events" : null;

    /// <summary>Whether the object has the claim <c>events</c>.</summary>
    public static bool Holds(JsonFields body) =>
        body.TryGet("events", out var events) && events.ValueKind == JsonValueKind.Object && events.EnumerateObject().Any(e => UserEventType.IsEvent(e.Name));

    public ReadFault? Read(JsonFields body, ReadScope scope)
    {
        if (scope.HasDuplicateKeys && DuplicateKey.Find(body.Element, deep: true) is { } duplicate)
        {
            return duplicate;
        }

        var time = scope.Time;
        foreach (var claim in TimesOfSet)
        {
            if (ReadSeconds(body, claim, out var said) is { } badTime)
            {
                return badTime;
            }

            if (said is not null)
            {
                time = scope.TimeOf(said.Value);
                break;
            }
        }

        body.TryGet("events", out var events);
        foreach (var said in events.EnumerateObject())
        {
            if (ReadEvent(said.Name, said.Value, body, scope with { Time = time }) is { } fault)
            {
                return fault.Within(Quotation.Printable(UserEventType.ShortName(said.Name))).Within("events");
            }
        }

        return null;
    }

    /// <param name="type">The event's URI.</param>
    /// <param name="around">The claims around it, which may name the subject (<c>sub_id</c>, SSF 1.0).</param>
    public static ReadFault? ReadEvent(string type, JsonElement value, JsonFields around, ReadScope scope)
    {
        if (UserEventType.Of(type) is not { } known)
        {
            return ReadFault.Unsupported($"is no event that can be passed on to Okta for a user. Those that can: {UserEventType.Names}");
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            return ReadFault.Invalid(string.Empty, $"must be an object, not {value.Describe()}");
        }

        if (scope.HasDuplicateKeys && DuplicateKey.Find(value, deep: true) is { } duplicate)
        {
            return duplicate;
        }

        var fields = new JsonFields(value);
        if (fields.TextOrNull("principal") is { } principal && !principal.Equals("USER", StringComparison.OrdinalIgnoreCase))
        {
            return ReadFault.Unsupported($"is about {Quotation.Of(principal)}, and only users are passed on") with { Field = "principal" };
        }

        RiskLevel level = default;
        DateTimeOffset? time = null;
        string? newValue = null;
        var fault = ReadName(fields, around, out var name)
            ?? ReadLevel(fields, known, out level)
            ?? ReadSeconds(fields, "event_timestamp", out time)
            ?? fields.ReadText("new-value", out newValue);
        if (fault is not null)
        {
            return fault;
        }

        if (SignalUser.TryParse(name, out var user))
        {
            return scope.Screening.Add(new UserSignal
            {
                User = user,
                Event = known.Event,
                Level = level,
                Timestamp = time ?? scope.Time,
                Text = Reason(fields),
                NewValue = newValue,
            });
        }

        scope.Screening.LeaveOut(LeftOutUserReason.NoFullName);
        return null;
    }

    // The user in a complex subject, or the subject itself (RFC 9493).
    private static ReadFault? ReadName(JsonFields fields, JsonFields around, out string? name)
    {
        name = null;
        if (!fields.TryGet("subject", out var subject) && !fields.TryGet("sub_id", out subject) && !around.TryGet("sub_id", out subject))
        {
            return fields.Missing("subject");
        }

        if (subject.ValueKind != JsonValueKind.Object)
        {
            return ReadFault.Invalid("subject", $"must be an object, not {subject.Describe()}");
        }

        var named = new JsonFields(subject);
        name = NameIn(named.TryGet("user", out var user) && user.ValueKind == JsonValueKind.Object ? new JsonFields(user) : named);
        return null;
    }

    private static string? NameIn(JsonFields subject)
    {
        if (subject.TryGet("identifiers", out var all) && all.ValueKind == JsonValueKind.Array)
        {
            return all.EnumerateArray()
                .Where(i => i.ValueKind == JsonValueKind.Object)
                .Select(i => NameIn(new JsonFields(i)))
                .FirstOrDefault(n => n is not null);
        }

        return subject.TextOrNull("email")
            ?? (subject.TextOrNull("uri") is { } uri && uri.StartsWith(Account, StringComparison.OrdinalIgnoreCase) ? uri[Account.Length..] : null);
    }

    private static ReadFault? ReadLevel(JsonFields fields, UserEventType type, out RiskLevel level)
    {
        level = type.Level ?? default;
        if (type.Level is not null)
        {
            return null;
        }

        return fields.RequireText("current_level", out var text)
            ?? (RiskLevelText.TryParse(text, out level) ? null : ReadFault.Invalid("current_level", $"must be high, medium or low, not {Quotation.Of(text)}"));
    }

    private static ReadFault? ReadSeconds(JsonFields fields, string name, out DateTimeOffset? time)
    {
        time = null;
        if (!fields.TryGet(name, out var value))
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var number) || number is < 0 or > FirstMilliseconds * 1_000d)
        {
            return ReadFault.Invalid(name, "must be a time in seconds since 1970");
        }

        time = SignalTime.ToMilliseconds(DateTimeOffset.UnixEpoch.AddMilliseconds(number < FirstMilliseconds ? number * 1_000 : number));
        return null;
    }

    // A text, or texts by language; the administrator's first.
    private static string? Reason(JsonFields fields)
    {
        foreach (var name in Reasons)
        {
            if (fields.TryGet(name, out var value) && (value.ValueKind == JsonValueKind.Object ? AnyLanguage(value) : fields.TextOrNull(name)) is { } reason)
            {
                return reason;
            }
        }

        return null;
    }

    private static string? AnyLanguage(JsonElement texts) =>
        new JsonFields(texts).TextOrNull("en")
        ?? texts.EnumerateObject().Where(t => t.Value.ValueKind == JsonValueKind.String).Select(t => t.Value.GetString()).FirstOrDefault();
}
