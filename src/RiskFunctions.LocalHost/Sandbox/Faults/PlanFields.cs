using System.Globalization;
using System.Text.Json;
using RiskFunctions.LocalHost.Sandbox.Json;

namespace RiskFunctions.LocalHost.Sandbox.Faults;

/// <summary>The fields of one object of a fault plan. Each is read once; null stands for a field that is not there.</summary>
internal sealed class PlanFields
{
    private readonly string _path;
    private readonly Dictionary<string, JsonElement> _members;
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    /// <exception cref="SandboxConfigurationException">The element is no object, or has a key twice.</exception>
    public PlanFields(JsonElement element, string path)
    {
        _path = path;
        if (!StrictJson.TryMembers(element, out _members, out var fault))
        {
            throw new SandboxConfigurationException($"{path}: {fault}.");
        }
    }

    public string? Text(string name) =>
        Find(name) is not { } value ? null
        : StrictJson.Text(value) is { Length: > 0 } text ? text
        : throw Error(name, "must be a string that is not empty");

    public int? Integer(string name, int least, int most) =>
        Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most ? number
        : throw Error(name, string.Create(CultureInfo.InvariantCulture, $"must be a whole number from {least} to {most}"));

    public double? Number(string name, double least, double most) =>
        Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= least && number <= most ? number
        : throw Error(name, string.Create(CultureInfo.InvariantCulture, $"must be a number from {least} to {most}"));

    public TimeSpan? Span(string name) =>
        Text(name) is not { } text ? null
        : TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var span) && span >= TimeSpan.Zero ? span
        : throw Error(name, "must be a time span like 00:00:10");

    public Uri? Url(string name) =>
        Text(name) is not { } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var url) ? url
        : throw Error(name, "must be an absolute URL");

    public T? Choice<T>(string name)
        where T : struct, Enum
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        foreach (var value in Enum.GetValues<T>())
        {
            if (string.Equals(Enum.GetName(value), text, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        throw Error(name, $"must be one of {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}");
    }

    public IEnumerable<JsonElement> Array(string name) =>
        Find(name) is { ValueKind: JsonValueKind.Array } value ? value.EnumerateArray() : throw Error(name, "must be an array");

    /// <exception cref="SandboxConfigurationException">There is a field that nobody asked for.</exception>
    public void RefuseOthers()
    {
        if (_members.Keys.FirstOrDefault(name => !_read.Contains(name)) is { } unknown)
        {
            throw Error(unknown, "is not known here");
        }
    }

    public SandboxConfigurationException Error(string name, string fault) => new($"{_path}.{name}: {fault}.");

    private JsonElement? Find(string name)
    {
        _read.Add(name);
        return _members.TryGetValue(name, out var value) ? value : null;
    }
}
