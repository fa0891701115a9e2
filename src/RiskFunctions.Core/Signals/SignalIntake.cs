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

    public SignalRules Rules => rules;

    /// <summary>The outermost format, by its short name; of an array, the first member's.</summary>
    public string? Format { get; private set; }

    public void Recognize(string format) => Format ??= format;

    /// <summary>The fault of an expiry that cannot stand, told at <paramref name="field"/>, which it came from; null when it can.</summary>
    public ReadFault? CheckExpiry(string field, SignalTimes times) => times.ExpiresAt switch
    {
        { } end when end <= now => new ReadFault(DeadLetterReason.SignalExpired, field, string.Create(CultureInfo.InvariantCulture, $"the signal had expired at {end:yyyy-MM-ddTHH:mm:ss.fffZ}, before it could be sent")),
        { } end when end <= times.Timestamp => ReadFault.Invalid(field, "must be later than the timestamp"),
        _ => null,
    };

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
        else if (alert.ExpiresAt <= now)
        {
            _expired++;
        }
        else
        {
            _signals.Add(alert.SignalFor(address));
        }

        return null;
    }

    public ReadResult ToResult()
    {
        if (_signals.Count == 0 && _expired > 0)
        {
            return new ReadResult.Unreadable(DeadLetterReason.SignalExpired, "body", "every address of the alert is older than Signals:DefaultLifetime");
        }

        return new ReadResult.Readable(Format ?? string.Empty, _signals)
        {
            Suppressed = _suppressed,
            NonRoutable = _nonRoutable,
            Expired = _expired,
        };
    }

    private ReadFault? CountSubject() => ++_subjects <= MostSubjects
        ? null
        : ReadFault.Invalid(string.Empty, $"is the {MostSubjects + 1}th subject of the message, and {MostSubjects} are allowed");
}
