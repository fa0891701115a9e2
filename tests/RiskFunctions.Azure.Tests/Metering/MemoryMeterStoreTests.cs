using RiskFunctions.Metering;
using RiskFunctions.Metering.Sharing;

namespace RiskFunctions.Azure.Tests.Metering;

public sealed class MemoryMeterStoreTests : MeterStoreContract
{
    internal override Task<IMeterStore> NewStoreAsync() => Task.FromResult<IMeterStore>(new MemoryMeterStore());
}
