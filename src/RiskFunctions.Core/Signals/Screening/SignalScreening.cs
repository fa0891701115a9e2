using RiskFunctions.Signals.Results;

namespace RiskFunctions.Signals.Screening;

/// <summary>Takes the signals that a format finds in one message, one by one, and applies the rules that all formats share.</summary>
internal sealed class SignalScreening(SignalRules rules, DateTimeOffset now)
{
    /// <summary>The most addresses of one message, a full request (20 events of 50 subjects), and the most users.</summary>
    public const int MostSubjects = 1_000;

    // Up to this number a search through the list is cheaper than an index.
    private const int FewSignals = 16;

    private readonly List<RiskSignal> _signals = [];
    private List<UserSignal>? _users;
    private Dictionary<(SignalAddress, DateTimeOffset, DateTimeOffset?), int>? _places;
    private int _indexed;
    private int _suppressed;
    private int _expired;
    private (string Field, DateTimeOffset End)? _firstExpiry;

    public SignalRules Rules => rules;

    public DateTimeOffset Now => now;

    public ReadNotes Notes { get; } = new();

    public FormatTrail Trail { get; } = new();

    /// <summary>
    /// The times of a signal with this expiry, or none. An expiry that is still to come, but not after the timestamp, is a fault of the field that it
    /// came from. An expiry that is merely over is no fault: other signals of the message may still be good.
    /// </summary>
    public ReadFault? Complete(DateTimeOffset timestamp, DateTimeOffset? ownExpiry, out SignalTimes times)
    {
        times = new SignalTimes(timestamp, ownExpiry ?? rules.DefaultExpiry(timestamp));
        return times.ExpiresAt > now && times.ExpiresAt <= timestamp
            ? ReadFault.Invalid(ownExpiry is null ? "timestamp" : "expiresAt", "must be later than the timestamp")
            : null;
    }

    /// <summary>Takes a signal that the sender wrote for us: an address that cannot be sent is a fault.</summary>
    public ReadFault? Add(SignalAddress address, RiskLevel level, SignalTimes times, string? text)
    {
        // Trust is checked first: a private network that an operator trusts is left out, not dead-lettered.
        if (rules.IsTrusted(address))
        {
            Suppress("ip", address);
            return null;
        }

        if (rules.WhyRefused(address) is { } why)
        {
            return new ReadFault(DeadLetterReason.NonRoutableAddress, "ip", $"is {why}, and no sign-in over the internet can come from it");
        }

        var signal = new RiskSignal { Address = address, Level = level, Timestamp = times.Timestamp, ExpiresAt = times.ExpiresAt, Text = text };
        return AddSignal(signal, rules.DefaultExpiry(signal.Timestamp) == signal.ExpiresAt ? "timestamp" : "expiresAt");
    }

    /// <summary>Takes an address of an alert: one that cannot be sent is left out and counted, and the others go.</summary>
    public ReadFault? AddFromAlert(SignalAddress address, AlertFacts alert)
    {
        if (rules.IsTrusted(address))
        {
            Suppress(string.Empty, address);
            return null;
        }

        if (rules.WhyRefused(address) is not null)
        {
            LeaveOut(address, LeftOutReason.NotRoutable);
            return null;
        }

        if (Repeated(address, alert) is not { } index)
        {
            return AddSignal(alert.SignalFor(address), "timestamp");
        }

        // The same address and time again: the higher level stands, as among messages.
        if (alert.Level > _signals[index].Level)
        {
            _signals[index] = _signals[index] with { Level = alert.Level };
        }

        return null;
    }

    /// <summary>Takes a user about whom the sender wrote to us.</summary>
    public ReadFault? Add(SignalUser user, RiskLevel level, SignalTimes times, string? text) => Add(new UserSignal
    {
        User = user,
        Level = level,
        Timestamp = times.Timestamp,
        ExpiresAt = times.ExpiresAt,
        Text = text,
    });

    /// <summary>Takes a statement about a user and numbers it.</summary>
    public ReadFault? Add(UserSignal signal)
    {
        if (signal.User.IsGuest || rules.IsExcluded(signal.User))
        {
            LeaveOut(signal.User.IsGuest ? LeftOutUserReason.Guest : LeftOutUserReason.Excluded);
            return null;
        }

        _users ??= [];
        var index = signal.IsFromAlert
            ? _users.FindIndex(u => u.IsFromAlert && u.User == signal.User && u.Timestamp == signal.Timestamp && u.ExpiresAt == signal.ExpiresAt)
            : -1;
        if (index >= 0)
        {
            _users[index] = signal.Level > _users[index].Level ? _users[index] with { Level = signal.Level } : _users[index];
            return null;
        }

        if (_users.Count == MostSubjects)
        {
            return ReadFault.Invalid(string.Empty, $"is the {MostSubjects + 1}th user of the message, and {MostSubjects} are allowed");
        }

        _users.Add(signal with { Index = _users.Count });
        return null;
    }

    /// <summary>Takes the user of an account in an alert. A name without a domain is left out.</summary>
    public ReadFault? AddUser(string? name, AlertFacts alert)
    {
        if (!SignalUser.TryParse(name, out var user))
        {
            LeaveOut(LeftOutUserReason.NoFullName);
            return null;
        }

        return Add(new UserSignal
        {
            User = user,
            Level = alert.Level,
            Timestamp = alert.Timestamp,
            ExpiresAt = alert.ExpiresAt,
            Text = alert.Title,
            Reference = alert.Id,
            IsFromAlert = true,
        });
    }

    /// <summary>Notes a user about whom nothing is sent.</summary>
    public void LeaveOut(LeftOutUserReason reason) => Notes.Add(new LeftOutUser(string.Empty, reason));

    /// <summary>Notes an address that is not sent.</summary>
    public void LeaveOut(SignalAddress address, LeftOutReason reason) => Notes.Add(new LeftOutAddress(string.Empty, address.ToString(), reason));

    public ReadResult ToResult()
    {
        var warnings = Notes.Of<ReadWarning>();
        if (_signals.Count == 0 && _users is null && warnings.FirstOrDefault(w => w.Alone is not null) is { Alone: { } reason } lost)
        {
            return new ReadFault(reason, lost.Field, lost.Words).ToResult();
        }

        var expiry = _firstExpiry is var (field, end) ? new ReadResult.Unreadable(DeadLetterReason.SignalExpired, field, Describe(field, end)) : null;
        if (_expired > 0 && _expired == _signals.Count && _users is null)
        {
            return expiry!;
        }

        return new ReadResult.Readable(Trail.Format, _signals)
        {
            Users = _users ?? [],
            LeftOutUsers = Notes.Of<LeftOutUser>(),
            Suppressed = _suppressed,
            LeftOut = Notes.Of<LeftOutAddress>(),
            Cleared = Notes.Of<ClearedAlert>(),
            Warnings = warnings,
            PartlyExpired = expiry,
        };
    }

    private void Suppress(string field, SignalAddress address)
    {
        _suppressed++;
        Notes.Add(new LeftOutAddress(field, address.ToString(), LeftOutReason.Trusted));
    }

    private ReadFault? AddSignal(RiskSignal signal, string causeOfExpiry)
    {
        if (_signals.Count == MostSubjects)
        {
            return ReadFault.Invalid(string.Empty, $"is the {MostSubjects + 1}th subject of the message, and {MostSubjects} are allowed");
        }

        if (signal.ExpiresAt is { } end && end <= now)
        {
            _expired++;
            _firstExpiry ??= (causeOfExpiry, end);
        }

        // Added even when it is over: each signal keeps its place from delivery to delivery.
        _signals.Add(signal);
        return null;
    }

    private int? Repeated(SignalAddress address, AlertFacts alert)
    {
        if (_signals.Count <= FewSignals)
        {
            for (var i = 0; i < _signals.Count; i++)
            {
                if (_signals[i].Timestamp == alert.Timestamp && _signals[i].ExpiresAt == alert.ExpiresAt && _signals[i].Address == address)
                {
                    return i;
                }
            }

            return null;
        }

        _places ??= [];
        for (; _indexed < _signals.Count; _indexed++)
        {
            var signal = _signals[_indexed];
            _places.TryAdd((signal.Address, signal.Timestamp, signal.ExpiresAt), _indexed);
        }

        return _places.TryGetValue((address, alert.Timestamp, alert.ExpiresAt), out var index) ? index : null;
    }

    private string Describe(string field, DateTimeOffset end)
    {
        var cause = string.Equals(field, "timestamp", StringComparison.Ordinal) ? " by Signals:DefaultLifetime" : string.Empty;
        var said = string.Create(CultureInfo.InvariantCulture, $"the signal had expired{cause} at {end:yyyy-MM-ddTHH:mm:ss.fffZ}, before it could be sent");
        return _signals.Count == 1 ? said : string.Create(
            CultureInfo.InvariantCulture,
            $"{said} ({_expired} of the message's {_signals.Count} signals had; those that had not were sent)");
    }
}
