using System.Text.Json;

namespace RiskFunctions.LocalHost.Broker.Rest;

/// <summary>The names of a JSON object's members.</summary>
internal static class MemberNames
{
    /// <exception cref="MalformedSendException">One stands there twice: which of the two was meant cannot be told. The message names it.</exception>
    public static void RequireUnique(JsonElement json, string path, StringComparer comparer)
    {
        HashSet<string> seen = new(comparer);
        foreach (var name in json.EnumerateObject().Select(member => member.Name).Where(name => !seen.Add(name)))
        {
            throw new MalformedSendException($"{path}.{name}: given twice.");
        }
    }
}
