using System.Text;

namespace RiskFunctions.Testing.Fuzzing;

/// <summary>Makes bodies that look like what senders send and are not: the corpus, spoiled a little or a lot.</summary>
public sealed class BodyMutator(int seed)
{
    // What a field must not hold, what it may hold in another place, and what has broken parsers before.
    private static readonly byte[][] Pieces =
    [
        .. new[]
        {
            "null", "true", "0", "-0", "1e999", "123456789012345678901234567890", "\"\"", "[]", "{}", "[[[[[[[[", "{\"a\":", "\"\\ud800\"",
            "\"\\u0000\"", "\"\uFEFF\"",
            "\"HIGH\"", "\"high \"", "\"10.0.0.1\"", "\"999.1.1.1\"", "\"1.2.3\"", "\"0x7f.1\"", "\"::ffff:10.0.0.1\"", "\"fe80::1%eth0\"",
            "\"203.0.113.7/32\"", "\"2001:db8::/32\"",
            "\"203.0.113.7\"", "\"2026-03-04T05:06:07Z\"", "\"2026-13-04T05:06:07Z\"", "\"9999-12-31T23:59:59.9999999+14:00\"", "\"0001-01-01T00:00:00-14:00\"",
            "\"ip\":", "\"riskLevel\":", "\"subjects\":", "\"specversion\":\"1.0\",", "\"data\":", "\"data_base64\":", "\"eventType\":", "\"evidence\":",
            "\"Entities\":", "\"object\":", "\"body\":", "\"value\":", "\"roles\":[\"attacked\"],", "\"verdict\":\"noThreatsFound\",", "\"$ref\":\"1\",",
            "\"$id\":1,", "\"status\":\"Closed\",", "\"sourceAddress\":", "\"[[[203.0.113.7\"", "\"[.]%:/,;\"",
            "\"\u65e5\u672c\u8a9e \u041f\u0440\u0438\u0432\u0435\u0442 e\u0301 \U0001F600\"", ",", ":", "{", "}", "[", "]", "\\", "\"",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    private static readonly byte[][] Seeds = [.. FuzzCorpus.All().Select(c => c.Body)];

    private readonly Random _random = new(seed);

    public byte[] Next()
    {
        var body = new List<byte>(Pick(Seeds));
        var changes = _random.Next(0, 6);
        for (var i = 0; i < changes; i++)
        {
            Change(body);
        }

        return [.. body];
    }

    private void Change(List<byte> body)
    {
        if (body.Count == 0)
        {
            body.AddRange(Pick(Pieces));
            return;
        }

        var at = _random.Next(body.Count);
        switch (_random.Next(8))
        {
            case 0:
                body[at] = (byte)_random.Next(256);
                break;
            case 1:
                body.RemoveRange(at, Math.Min(_random.Next(1, 20), body.Count - at));
                break;
            case 2:
                body.InsertRange(at, Pick(Pieces));
                break;
            case 3:
                body.InsertRange(at, body.GetRange(at, Math.Min(_random.Next(1, 200), body.Count - at)));
                break;
            case 4:
                body.RemoveRange(at, body.Count - at);
                break;
            case 5:
                body.InsertRange(at, Pick(Seeds));
                break;
            default:
                ReplaceValue(body, at);
                break;
        }
    }

    // From a colon to the next comma or bracket: mostly one value, so that most mutants stay JSON and reach the formats.
    private void ReplaceValue(List<byte> body, int from)
    {
        var colon = body.IndexOf((byte)':', from);
        if (colon < 0)
        {
            return;
        }

        var end = colon + 1;
        while (end < body.Count && body[end] is not ((byte)',' or (byte)'}' or (byte)']'))
        {
            end++;
        }

        body.RemoveRange(colon + 1, end - colon - 1);
        body.InsertRange(colon + 1, Pick(Pieces));
    }

    private T Pick<T>(T[] from) => from[_random.Next(from.Length)];
}
