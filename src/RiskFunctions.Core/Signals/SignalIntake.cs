using System.Globalization;
using RiskFunctions.Signals.Addresses;

namespace RiskFunctions.Signals;

/// <summary>Collects the signals of one message and applies the rules that hold for every format.</summary>
internal sealed class SignalIntake(SignalRules rules, DateTimeOffset now)
{
    /// <summary>Subjects of one message, dropped ones too. With 50 subjects an event and 20 events a request that is one full request.</summary>
    public const int MostSubjects = 1_000;

    private readonly List<RiskSignal> _signals = [];
    private int _subjects;
    private int _suppressed;
    private int _nonRoutable;
    private int _expired;
    private (string Field, DateTimeOffset End)? _firstExpiry;

    public SignalRules Rules => rules;

    /// <summary>The outermost format, by its short name; of an array, the first member's.</summary>
    public string? Format { get; private set; }

    public void Recognize(string format) => Format ??= format;

    /// <summary>
    /// The fault of an expiry that cannot stand, told at <paramref name="field"/>, which it came from; null when it can. One that is merely
    /// over is no fault of the message: its other signals may still be good.
    /// </summary>
    public ReadFault? CheckExpiry(string field, SignalTimes times) =>
        times.ExpiresAt > now && times.ExpiresAt <= times.Timestamp ? ReadFault.Invalid(field, "must be later than the timestamp") : null;

    /// <summary>Takes a signal whose sender answers for each address: one that cannot be sent is a fault.</summary>
    public ReadFault? Add(RiskSignal signal)
    {
        if (CountSubject() is { } fault)
        {
            return fault;
        }

        // Trust goes before routability: a private network that an operator trusts is silenced, not dead-lettered.
        if (rules.IsTrusted(signal.Address))
        {
            _suppressed++;
            return null;
        }

        if (rules.WhyRefused(signal.Address) is { } why)
        {
            return new ReadFault(DeadLetterReason.NonRoutableAddress, "ip", $"is {why}, and no sign-in over the internet can come from it");
        }

        if (signal.ExpiresAt is { } end && end <= now)
        {
            _expired++;
            _firstExpiry ??= (rules.DefaultExpiry(signal.Timestamp) == end ? "timestamp" : "expiresAt", end);
        }

        // With the others although its time is over: a signal keeps its place among them from delivery to delivery.
        _signals.Add(signal);
        return null;
    }

    /// <summary>Takes an address that an alert happens to name: one that cannot be sent is left out and counted, and the others go.</summary>
    public ReadFault? AddFromAlert(string addressText, AlertFacts alert)
    {
        if (CountSubject() is { } fault)
        {
            return fault;
        }

        if (!AddressText.TryParse(addressText, out var address, out _))
        {
            _nonRoutable++;
        }
        else if (rules.IsTrusted(address))
        {
            _suppressed++;
        }
        else if (rules.WhyRefused(address) is not null)
        {
            _nonRoutable++;
        }
        else
        {
            if (alert.ExpiresAt is { } end && end <= now)
            {
                _expired++;
                _firstExpiry ??= ("timestamp", end);
            }

            _signals.Add(alert.SignalFor(address));
        }

        return null;
    }

    public ReadResult ToResult()
    {
        var expiry = _firstExpiry is var (field, end) ? new ReadResult.Unreadable(DeadLetterReason.SignalExpired, field, Describe(field, end)) : null;
        if (_expired > 0 && _expired == _signals.Count)
        {
            return expiry!;
        }

        return new ReadResult.Readable(Format ?? string.Empty, _signals)
        {
            Suppressed = _suppressed,
            NonRoutable = _nonRoutable,
            PartlyExpired = expiry,
        };
    }

    private string Describe(string field, DateTimeOffset end)
    {
        var cause = string.Equals(field, "timestamp", StringComparison.Ordinal) ? " by Signals:DefaultLifetime" : string.Empty;
        var said = string.Create(CultureInfo.InvariantCulture, $"the signal had expired{cause} at {end:yyyy-MM-ddTHH:mm:ss.fffZ}, before it could be sent");
        return _subjects == 1 ? said : string.Create(CultureInfo.InvariantCulture, $"{said} ({_expired} of the message's {_subjects} signals had; those that had not were sent)");
    }

    private ReadFault? CountSubject() => ++_subjects <= MostSubjects
        ? null
        : ReadFault.Invalid(string.Empty, $"is the {MostSubjects + 1}th subject of the message, and {MostSubjects} are allowed");
}
