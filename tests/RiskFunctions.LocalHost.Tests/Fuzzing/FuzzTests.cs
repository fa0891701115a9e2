using RiskFunctions.Testing.Fuzzing;

namespace RiskFunctions.LocalHost.Tests.Fuzzing;

public sealed class FuzzTests
{
    public static TheoryData<string> Names => [.. FuzzCorpus.All().Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Check_holds_for_what_broke_once(string name)
    {
        Assert.Null(FlowProbe.Check([FuzzCorpus.All().Single(c => c.Name == name).Body]));
    }

    [Fact]
    public void Check_holds_for_mutated_bodies()
    {
        var mutator = new BodyMutator(seed: 20_260_304);

        for (var i = 0; i < 2_000; i++)
        {
            byte[][] batch = [.. Enumerable.Range(0, 4).Select(_ => mutator.Next())];

            Assert.Null(FlowProbe.Check(batch));
        }
    }
}
