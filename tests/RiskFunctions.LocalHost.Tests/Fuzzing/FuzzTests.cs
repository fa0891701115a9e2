using RiskFunctions.Testing.Fuzzing;

namespace RiskFunctions.LocalHost.Tests.Fuzzing;

public sealed class FuzzTests
{
    public static TheoryData<string> Names => [.. FuzzCorpus.All().Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Check_holds_for_the_corpus_as_it_is(string name)
    {
        Assert.Null(FlowProbe.Check([FuzzCorpus.All().Single(c => c.Name == name).Body]));
    }

    // A body of the corpus that is never drawn would be fuzzed by name only. One of six is left as it is.
    [Fact]
    public void Mutator_draws_every_body_of_the_corpus()
    {
        var mutator = new BodyMutator(seed: 20_260_304);

        var drawn = Enumerable.Range(0, 10_000).Select(_ => Convert.ToHexString(mutator.Next())).ToHashSet(StringComparer.Ordinal);

        Assert.All(FuzzCorpus.All(), c => Assert.True(drawn.Contains(Convert.ToHexString(c.Body)), c.Name));
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
