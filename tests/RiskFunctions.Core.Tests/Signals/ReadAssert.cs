using RiskFunctions.Signals;
using RiskFunctions.Signals.Results;

namespace RiskFunctions.Core.Tests.Signals;

/// <summary>Looks into a <see cref="ReadResult"/>, saying what it was when it is not the expected one.</summary>
internal static class ReadAssert
{
    public static ReadResult.Readable Readable(ReadResult result) => result switch
    {
        ReadResult.Readable readable => readable,
        ReadResult.Unreadable unreadable => throw new Xunit.Sdk.XunitException($"Unreadable: {unreadable.Reason}, {unreadable.Description}"),
        _ => throw new Xunit.Sdk.XunitException(result.ToString()),
    };

    public static RiskSignal Single(ReadResult result) => Assert.Single(Readable(result).Signals);

    public static void Unreadable(ReadResult result, DeadLetterReason reason, string field, string faultPart)
    {
        var unreadable = Assert.IsType<ReadResult.Unreadable>(result);
        Assert.Equal((reason, field), (unreadable.Reason, unreadable.Field));
        Assert.Contains(faultPart, unreadable.Fault);
        Assert.All(unreadable.Description, character => Assert.InRange(character, ' ', '~'));
        Assert.InRange(unreadable.Description.Length, 1, 700);
    }
}
