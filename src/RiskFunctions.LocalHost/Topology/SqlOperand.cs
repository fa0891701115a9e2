using System.Globalization;

namespace RiskFunctions.LocalHost.Topology;

/// <summary>One side of a comparison.</summary>
internal abstract record SqlOperand
{
    private SqlOperand() { }

    /// <summary>The value, numbers as <see cref="decimal"/> or <see cref="double"/>; null when the message has no such property.</summary>
    public abstract object? Of(IReadOnlyDictionary<string, object> properties);

    public sealed record Literal(object Value) : SqlOperand
    {
        public override object? Of(IReadOnlyDictionary<string, object> properties) => Value;
    }

    public sealed record Property(string Name) : SqlOperand
    {
        public override object? Of(IReadOnlyDictionary<string, object> properties) =>
            properties.TryGetValue(Name, out var value) ? Comparable(value) : null;

        // Every integer and decimal is compared as decimal: a double would make 2^53 + 1 equal to 2^53.
        private static object Comparable(object value) => value switch
        {
            sbyte or byte or short or ushort or int or uint or long or ulong => Convert.ToDecimal(value, CultureInfo.InvariantCulture),
            float single => (double)single,
            _ => value,
        };
    }
}
