using System.Globalization;

namespace RiskFunctions.LocalHost.Broker.Rest;

/// <summary>An application property on the way to another process: JSON alone would lose whether a value was a number, a time or text.</summary>
internal sealed record WireProperty(WirePropertyType Type, string Value)
{
    public static WireProperty Of(object value) => value switch
    {
        bool flag => new(WirePropertyType.Boolean, flag ? "true" : "false"),
        long number => new(WirePropertyType.Int64, number.ToString(CultureInfo.InvariantCulture)),
        double number => new(WirePropertyType.Double, number.ToString("R", CultureInfo.InvariantCulture)),
        DateTimeOffset time => new(WirePropertyType.Time, time.ToString("O", CultureInfo.InvariantCulture)),
        _ => new(WirePropertyType.Text, Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""),
    };

    /// <exception cref="FormatException">The text does not fit the type.</exception>
    public object ToObject() => Type switch
    {
        WirePropertyType.Boolean => string.Equals(Value, "true", StringComparison.Ordinal),
        WirePropertyType.Int64 => long.Parse(Value, CultureInfo.InvariantCulture),
        WirePropertyType.Double => double.Parse(Value, CultureInfo.InvariantCulture),
        WirePropertyType.Time => DateTimeOffset.ParseExact(Value, "O", CultureInfo.InvariantCulture),
        WirePropertyType.Text => Value,
        _ => throw new FormatException($"Unknown property type {Type}."),
    };
}
