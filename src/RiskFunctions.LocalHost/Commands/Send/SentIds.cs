using System.Globalization;

namespace RiskFunctions.LocalHost.Commands.Send;

/// <summary>The message ids of one <c>send</c>: a name of its own and a number, so that thousands can be told in one line.</summary>
internal sealed class SentIds(string name, int count)
{
    /// <summary>So many are written out.</summary>
    private const int Listed = 10;

    public static SentIds For(int count) => new($"send-{Guid.NewGuid():N}"[..13], count);

    /// <param name="number">From 1.</param>
    public string Of(int number) => string.Create(CultureInfo.InvariantCulture, $"{name}-{number}");

    public override string ToString() => count > Listed
        ? $"{Of(1)} to {Of(count)}"
        : string.Join(", ", Enumerable.Range(1, count).Select(Of));
}
