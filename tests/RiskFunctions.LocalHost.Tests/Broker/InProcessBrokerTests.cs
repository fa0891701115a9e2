using RiskFunctions.LocalHost.Broker.Pump;

namespace RiskFunctions.LocalHost.Tests.Broker;

public sealed class InProcessBrokerTests : BrokerContract
{
    private protected override ILaneReceiver Receiver => new InProcessLaneReceiver(Broker);
}
