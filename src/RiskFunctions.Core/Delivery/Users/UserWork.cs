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

    /// <param name="leftOut">Is called for each statement that is not made.</param>
    public UserWork(IReadOnlyList<BatchMessage> messages, UserRules rules, Action<BatchMessage, LeftOutUserReason> leftOut)
    {
        (_rules, _leftOut) = (rules, leftOut);
        var all = messages.SelectMany(static m => m.OpenUsers.Select(u => new Statement(m, u)));

        // What Okta answered with 500 at an earlier delivery comes last. The fate of the others then tells whose fault it is.
        _waiting = new(all.OrderBy(static s => s.Message.IsSetAside(s.Signal)).ThenByDescending(static s => s.Signal.Level));
    }

    public BatchMessage Message => Current.Message;

    public UserSignal Signal => Current.Signal;

    public RiskLevel Level => Current.Signal.Level;

    public bool HasOtherOrPart => _waiting.Count > 0;

    /// <summary><see cref="OktaCircuit.Successes"/> before the first try of the present statement; null before it.</summary>
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

    /// <summary>False when the present statement is not wanted any more: it is over or too old, or its message is settled or has lost its lock.</summary>
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

    /// <summary>Sets the statement aside. While Okta takes nothing else, it is tried again after the others.</summary>
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

        /// <summary>A statement that was set aside before is in doubt already: any recent success tells.</summary>
        public long? SuccessesBefore { get; set; } = message.IsSetAside(signal) ? -1 : null;
    }
}
