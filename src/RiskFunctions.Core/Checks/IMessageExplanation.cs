using RiskFunctions.Signals;

namespace RiskFunctions.Checks;

/// <summary>Tells what would become of a message, by the code of the flow itself. Sends nothing.</summary>
public interface IMessageExplanation
{
    MessageExplanation Explain(SignalMessage message);
}
