using RiskFunctions.Delivery.Sending;
using RiskFunctions.Delivery.Settling;
using RiskFunctions.Okta.Answers;
using RiskFunctions.SecurityEvents;
using RiskFunctions.Signals;
using RiskFunctions.Signals.Results;

namespace RiskFunctions.Delivery.Users;

/// <summary>What the messages of a batch say about users: one request each, the highest level first.</summary>
internal sealed class UserWork : IRequestWork
{
    private readonly UserRules _rules;
    private readonly Action<BatchMessage, LeftOutUserReason> _leftOut;
    private readonly LinkedList<Statement> _waiting;
    private Statement? _current;

    /// <param name="messages">Of the batch.</param>
    /// <param name="rules">Which statements are made.</param>
    /// <param name="leftOut">Is told of each that is not.</param>
    public UserWork(IReadOnlyList<BatchMessage> messages, UserRules rules, Action<BatchMessage, LeftOutUserReason> leftOut)
    {
        (_rules, _leftOut) = (rules, leftOut);
        var all = messages.SelectMany(static m => m.OpenUsers.Select(u => new Statement(m, u)));

        // What Okta stumbled over at an earlier delivery comes after all others, whose fate then tells.
        _waiting = new(all.OrderBy(static s => s.Message.IsAside(s.Signal)).ThenByDescending(static s => s.Signal.Level));
    }

    public BatchMessage Message => Current.Message;

    public UserSignal Signal => Current.Signal;

    public RiskLevel Level => Current.Signal.Level;

    public bool HasOtherOrPart => _waiting.Count > 0;

    /// <summary><see cref="OktaCircuit.Successes"/> when Okta first refused or stumbled over the present statement; null when it did not.</summary>
    public long? SuccessesBefore
    {
        get => Current.SuccessesBefore;
        set => Current.SuccessesBefore = value;
    }

    private Statement Current => _current ?? throw new InvalidOperationException("Nothing was taken yet.");

    /// <summary>Takes the next statement; false when none is left.</summary>
    public bool Next()
    {
        _current = _waiting.First?.Value;
        if (_current is not null)
        {
            _waiting.RemoveFirst();
        }

        return _current is not null;
    }

    /// <summary>False when the present statement is not wanted any more: its time is over, or its message has gone to somebody else.</summary>
    public bool Refresh(DateTimeOffset now)
    {
        if (!Message.IsOpen)
        {
            return false;
        }

        if (Signal.ExpiresAt is { } end && end <= now)
        {
            Message.Expire(Signal, end);
            return false;
        }

        if (_rules.IsTooOld(Signal, now))
        {
            Message.Accept(Signal);
            _leftOut(Message, LeftOutUserReason.TooOld);
            return false;
        }

        return true;
    }

    public void Accept() => Message.Accept(Signal);

    public void Reject(OktaError error) => Message.Reject(Signal, SettlementTable.Rejected(error, Message.Signals.Count + Message.Users.Count));

    /// <summary>Set aside: while others pass it goes back, otherwise it is tried again after the others, and at the next delivery too.</summary>
    public void Doubt(bool othersPass)
    {
        Message.SetAside(Signal);
        if (!othersPass)
        {
            _waiting.AddLast(Current);
        }
    }

    private sealed class Statement(BatchMessage message, UserSignal signal)
    {
        public BatchMessage Message => message;

        public UserSignal Signal => signal;

        /// <summary>One that was set aside before is in doubt already: any late success tells.</summary>
        public long? SuccessesBefore { get; set; } = message.IsAside(signal) ? -1 : null;
    }
}
