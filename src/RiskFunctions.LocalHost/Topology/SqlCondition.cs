namespace RiskFunctions.LocalHost.Topology;

/// <summary>A condition in three-valued logic: true, false, or null for unknown.</summary>
internal abstract record SqlCondition
{
    private SqlCondition() { }

    public abstract bool? Test(IReadOnlyDictionary<string, object> properties);

    /// <summary>Equality, or its opposite. Unknown when either side is missing; values of different types are never equal.</summary>
    public sealed record Comparison(SqlOperand Left, SqlOperand Right, bool Equal) : SqlCondition
    {
        public override bool? Test(IReadOnlyDictionary<string, object> properties) =>
            Left.Of(properties) is { } left && Right.Of(properties) is { } right ? AreEqual(left, right) == Equal : null;

        private static bool AreEqual(object left, object right) => (left, right) switch
        {
            (decimal number, double other) => (double)number == other,
            (double number, decimal other) => number == (double)other,
            _ => left.Equals(right),
        };
    }

    public sealed record IsNull(SqlOperand.Property Property, bool Expected) : SqlCondition
    {
        public override bool? Test(IReadOnlyDictionary<string, object> properties) => Property.Of(properties) is null == Expected;
    }

    public sealed record And(SqlCondition Left, SqlCondition Right) : SqlCondition
    {
        public override bool? Test(IReadOnlyDictionary<string, object> properties) => Left.Test(properties) & Right.Test(properties);
    }

    public sealed record Or(SqlCondition Left, SqlCondition Right) : SqlCondition
    {
        public override bool? Test(IReadOnlyDictionary<string, object> properties) => Left.Test(properties) | Right.Test(properties);
    }

    public sealed record Not(SqlCondition Inner) : SqlCondition
    {
        public override bool? Test(IReadOnlyDictionary<string, object> properties) => !Inner.Test(properties);
    }
}
