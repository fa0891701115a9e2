using RiskFunctions.Signals;

namespace RiskFunctions.Checks;

/// <summary>Says what the flow would make of a message, by the flow's own code. Sends nothing.</summary>
public interface IMessageExplanation
{
    MessageExplanation Explain(SignalMessage message);
}
