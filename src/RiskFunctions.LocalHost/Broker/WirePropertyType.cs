namespace RiskFunctions.LocalHost.Broker;

internal enum WirePropertyType
{
    Text,
    Int64,
    Double,
    Boolean,
    Time,
}
