namespace RiskFunctions.LocalHost.Broker.Rest;

internal enum WirePropertyType
{
    Text,
    Int64,
    Double,
    Boolean,
    Time,
}
