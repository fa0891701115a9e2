using System.Buffers;

namespace RiskFunctions.Signals.Addresses;

/// <summary>
/// Reads an address as products and playbooks write it: with a port, a zone, brackets or quotes, defanged (<c>203[.]0[.]113[.]7</c>), with a
/// remark behind it, or several in one text, also as a JSON array. Senders of our own format and Okta's write plain addresses:
/// <see cref="AddressText"/>.
/// </summary>
internal static class DecoratedAddresses
{
    // Defanging, as analysts and reports do it.
    private static readonly string[] Dots = ["[.]", "(.)", "{.}", "[dot]", "(dot)", "{dot}", "[.", ".]", "\\."];
    private static readonly string[] Colons = ["[:]", "(:)", "{:}"];

    // Between addresses, besides white space.
    private static readonly SearchValues<char> Separators = SearchValues.Create(",;|");

    // Around an address: quotes, brackets of lists, marks of footnotes. Square brackets may belong to an IPv6 address and are handled apart.
    private static readonly SearchValues<char> Marks =
        SearchValues.Create("\"'`´“”‘’«»<>(){}*!?+~^=_-…·•†‡#\u200B\u200C\u200D\u2060\uFEFF");

    // What products write when there is no address.
    private static readonly string[] Placeholders = ["-", "--", "n/a", "na", "none", "null", "unknown", "undefined", "[]"];

    /// <summary>Reads all addresses in the text. Empty when the text says that there is none.</summary>
    public static IReadOnlyList<AddressReading> Read(string text)
    {
        var trimmed = text.Trim().Trim('\uFEFF', '\u200B', ' ');
        if (trimmed.Length == 0 || Array.Exists(Placeholders, p => trimmed.Equals(p, StringComparison.OrdinalIgnoreCase)))
        {
            return [];
        }

        var plain = Refanged(trimmed);
        var readings = new List<AddressReading>();
        var start = 0;
        for (var i = 0; i <= plain.Length; i++)
        {
            if (i < plain.Length && !Separators.Contains(plain[i]) && !char.IsWhiteSpace(plain[i]))
            {
                continue;
            }

            if (i > start)
            {
                readings.Add(ReadOne(plain.AsSpan(start..i)));
            }

            start = i + 1;
        }

        // Words between addresses are remarks. Without any address the whole text is unreadable.
        readings.RemoveAll(r => r.IsRemark);
        return readings.Count > 0 ? readings : [AddressReading.Unreadable(text, "is not an IPv4 or IPv6 address")];
    }

    private static string Refanged(string text)
    {
        if (!text.AsSpan().ContainsAny('[', '(', '{') && !text.Contains('\\', StringComparison.Ordinal))
        {
            return text;
        }

        foreach (var colon in Colons)
        {
            text = text.Replace(colon, ":", StringComparison.Ordinal);
        }

        foreach (var dot in Dots)
        {
            text = text.Replace(dot, ".", StringComparison.OrdinalIgnoreCase);
        }

        return text;
    }

    private static AddressReading ReadOne(ReadOnlySpan<char> decorated)
    {
        var text = Undecorated(decorated).ToString();
        if (AddressText.TryParse(text, out var address, out var fault))
        {
            return AddressReading.Of(address);
        }

        if (TryWithoutPort(text, out address))
        {
            return AddressReading.Of(address);
        }

        return text.AsSpan().ContainsAnyInRange('0', '9') && text.AsSpan().ContainsAny('.', ':')
            ? AddressReading.Unreadable(decorated.ToString(), fault[(fault.LastIndexOf('"') + 2)..])
            : AddressReading.Remark;
    }

    private static ReadOnlySpan<char> Undecorated(ReadOnlySpan<char> text)
    {
        while (true)
        {
            var before = text.Length;
            text = text.Trim();
            while (text.Length > 0 && Marks.Contains(text[0]))
            {
                text = text[1..];
            }

            while (text.Length > 0 && (Marks.Contains(text[^1]) || text[^1] is '.' or '/' or '\\'))
            {
                text = text[..^1];
            }

            // Brackets of a list, or around one address. A pair of brackets with a port behind it stays.
            if (text.Length > 1 && text[0] == '[' && (text[^1] == ']' || text.IndexOf(']') < 0))
            {
                text = text[1..];
            }
            else if (text.Length > 1 && text[^1] == ']' && (text[0] == '[' || text.IndexOf('[') < 0))
            {
                text = text[..^1];
            }

            if (text.Length == before)
            {
                return text;
            }
        }
    }

    // [address]:port, IPv4 address:port, and an address with a zone, with or without a port.
    private static bool TryWithoutPort(string text, out SignalAddress address)
    {
        address = default;
        string bare;
        if (text.StartsWith('['))
        {
            var end = text.IndexOf(']', StringComparison.Ordinal);
            if (end < 0 || (end + 1 < text.Length && !(text[end + 1] == ':' && IsPort(text.AsSpan(end + 2)))))
            {
                return false;
            }

            bare = text[1..end];
        }
        else
        {
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            var isPorted = colon > 0 && text.AsSpan(..colon).Contains('.');
            if (isPorted && !IsPort(text.AsSpan(colon + 1)))
            {
                return false;
            }

            bare = isPorted ? text[..colon] : text;
        }

        var zone = bare.IndexOf('%', StringComparison.Ordinal);
        return AddressText.TryParse(zone > 0 ? bare[..zone] : bare, out address, out _);
    }

    // Perhaps with a protocol: 443, 443/tcp. Empty and * mean that the port is not known.
    private static bool IsPort(ReadOnlySpan<char> text)
    {
        var slash = text.IndexOf('/');
        if (slash >= 0 && text[(slash + 1)..].ContainsAnyExceptInRange('a', 'z') && text[(slash + 1)..].ContainsAnyExceptInRange('A', 'Z'))
        {
            return false;
        }

        var port = slash < 0 ? text : text[..slash];
        return port is "" or "*" || (port.Length <= 5 && ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out _));
    }
}
