using FsCheck;
using FsCheck.Fluent;
using RiskFunctions.Signals;
using RiskFunctions.Signals.Formats;
using RiskFunctions.Signals.Results;
using RiskFunctions.Signals.Screening;
using RiskFunctions.Testing.Signals;
using RiskFunctions.Testing.Time;

namespace RiskFunctions.Core.Tests.Signals;

public class SignalReaderProperties
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(1_000);

    private static readonly byte[][] Samples =
        [.. FormatTable.Names.SelectMany(format => Sample.Cases.Select(name => Sample.Bytes(format, name)))];

    // Pieces that land on the decisions of the reader far more often than single bytes do.
    private static readonly byte[][] Pieces =
        [.. new[]
            {
                "null", "7", "-1e999", "true", "\"\"", "\"High\"", "[]", "{}", "[[[[", "\"\\ud800\"", "\\u0000", "\"9999-12-31T23:59:59.9999999Z\"",
                "\"0001-01-01T00:00:00-14:00\"", "\"::ffff:0:0\"", "\"2001:0:0:0:0:0:0:0/128\"", "\"ip\":", "\"subjects\":", "\"data\":",
                "\"Entities\":\"[{\",", "\"$ref\":\"1\",", "\"$id\":\"1\",", "\"specversion\":\"1.0\",", "\uFEFF", ",",
            }
            .Select(System.Text.Encoding.UTF8.GetBytes)];

    private static readonly Gen<byte> AnyByte = Gen.Choose(0, 255).Select(value => (byte)value);

    private static readonly SignalRules[] Rules =
    [
        ReaderBuilder.Rules(),
        ReaderBuilder.Rules(o => o.DefaultLifetime = TimeSpan.MaxValue),
        ReaderBuilder.Rules(o =>
        {
            o.AllowPrivateAddresses = true;
            o.DefaultLifetime = TimeSpan.FromMinutes(1);
        }),
    ];

    [Fact]
    public void Read_any_bytes_never_throws() =>
        Check(Gen.Choose(0, 200).SelectMany(length => Gen.ArrayOf(AnyByte, length)));

    [Fact]
    public void Read_mutated_samples_never_throws() =>
        Check(Mutated);

    [Fact]
    public void Read_json_of_known_names_never_throws() =>
        Check(Json(5).Select(System.Text.Encoding.UTF8.GetBytes));

    // Where the table of formats is passed by, it must not be missed: neither in what is sent nor in what is refused.
    [Fact]
    public void Read_plain_risk_signals_is_what_the_table_of_formats_reads()
    {
        var (plain, all) = (0, 0);
        Prop.ForAll(Plain.ToArbitrary(), body =>
        {
            var message = MessageBuilder.Message(body);
            plain += ReaderAgreement.IsPlain(Rules[0], message) ? 1 : 0;
            all++;
            return Agree(message);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));

        Assert.InRange(plain, all / 5, all * 4 / 5);
    }

    [Fact]
    public void Read_mutated_samples_is_what_the_table_of_formats_reads() =>
        Prop.ForAll(Mutated.ToArbitrary(), body => Agree(MessageBuilder.Message(body))).Check(Many);

    // What a broker's properties may hold: anything of AMQP's types.
    [Fact]
    public void Read_any_properties_never_throws() =>
        Prop.ForAll(
            (from version in Gen.Elements<object>("1.0", 1.0, 1, true, "", new byte[] { 1 }, DateTime.MaxValue)
             from time in Gen.Elements<object>(
                 "1.0",
                 "0001-01-01T00:00:00+14:00",
                 1L,
                 DateTime.MinValue,
                 DateTime.MaxValue,
                 DateTimeOffset.MaxValue,
                 new DateTime(1, DateTimeKind.Local),
                 Guid.Empty)
             from body in Gen.Elements(Samples)
             select (version, time, body)).ToArbitrary(),
            c => Holds(MessageBuilder.Message(c.body) with
            {
                Properties = new Dictionary<string, object> { ["cloudEvents:specversion"] = c.version, ["cloudEvents:time"] = c.time },
            }))
            .Check(Many);

    private static Gen<byte[]> Mutated =>
        from sample in Gen.Elements(Samples)
        from count in Gen.Choose(1, 4)
        from edits in Gen.ArrayOf(Edit, count)
        select edits.Aggregate(sample, (body, edit) => edit(body));

    // Risk signals as senders write them, with now and then something that has no place there.
    private static Gen<byte[]> Plain
    {
        get
        {
            var value = new Dictionary<string, Gen<string>>(StringComparer.Ordinal)
            {
                ["ip"] = Mostly(
                    ["203.0.113.7", "2001:db8::7", "198.51.100.1", "203.0.113.7/32", "::ffff:203.0.113.7"],
                    ["10.0.0.1", "203.0.113.07", "", "\\u0032", "é", "fe80::1"]),
                ["riskLevel"] = Mostly(["HIGH", "LOW", "Medium"], ["HIGHER", "\\u0048IGH", "ｈigh"]),
                ["message"] = Mostly(["Spray", "", "Größe \\n \\u00e9 \\ud83d\\ude00 😀"], ["\\ud83d", "a\\u0000b"]),
                ["timestamp"] = Mostly(
                    ["2026-03-04T05:06:07.089Z", "2026-03-04T05:06+05:30", "2026-03-04T05:06:07.1239999999-01:00"],
                    ["2026-03-04T05:06:07", "2026-02-30T05:06:07Z"]),
                ["expiresAt"] = Mostly(["2026-03-05T05:06:07Z", "9999-12-31T23:59:59.9999999Z"], ["2020-03-04T05:06:07Z", "0001-01-01T00:00:00+14:00"]),
                ["other"] = Gen.Constant("\"x\""),
                ["subjects"] = Gen.Constant("[]"),
                ["headers"] = Gen.Constant("{}"),
                ["\\u0069p"] = Gen.Constant("\"203.0.113.9\""),
            };
            var optional = Gen.Frequency((8, Gen.Elements("message", "timestamp", "expiresAt")), (1, Gen.Elements(value.Keys.ToArray())));
            var signal = from count in Gen.Choose(0, 2)
                         from more in Gen.ArrayOf(optional, count)
                         from names in Gen.Shuffle(more.Distinct(StringComparer.Ordinal).Concat(["ip", "riskLevel"]).ToArray())
                         from values in Gen.CollectToArray(names.Select(name => value[name]))
                         select $"{{{string.Join(", ", names.Zip(values, (name, v) => $"\"{name}\": {v}"))}}}";
            var array = from count in Gen.Choose(0, 4)
                        from signals in Gen.ArrayOf(signal, count)
                        select $"[{string.Join(',', signals)}]";
            return from text in Gen.OneOf(signal, array)
                   from end in Gen.Frequency((12, Gen.Constant("")), (1, Gen.Elements("\n", "{}", "]", "﻿")))
                   select System.Text.Encoding.UTF8.GetBytes(text + end);
        }
    }

    private static Gen<string> Mostly(string[] good, string[] bad) =>
        Gen.Frequency(
            (20, Gen.Elements(good).Select(text => $"\"{text}\"")),
            (1, Gen.Elements(bad).Select(text => $"\"{text}\"")),
            (1, Gen.Elements("null", "1", "true", "[]")));

    private static Gen<Func<byte[], byte[]>> Edit =>
        from place in Gen.Choose(0, 999)
        from length in Gen.Choose(0, 12)
        from piece in Gen.OneOf(Gen.Elements(Pieces), Gen.Choose(0, 3).SelectMany(n => Gen.ArrayOf(AnyByte, n)))
        select (Func<byte[], byte[]>)(body =>
        {
            var start = body.Length * place / 1000;
            return [.. body[..start], .. piece, .. body[Math.Min(body.Length, start + length)..]];
        });

    // Objects made of the names that formats look for, with values of every kind below them.
    private static Gen<string> Json(int depth)
    {
        var leaf = Gen.Elements(
            "null",
            "1",
            "true",
            "\"\"",
            "\"1.0\"",
            "\"HIGH\"",
            "\"high\"",
            "\"ip\"",
            "\"Ip\"",
            "\"203.0.113.1\"",
            "\"10.0.0.1\"",
            "\"2026-03-04T05:00:00Z\"",
            "\"2020-01-01T00:00:00Z\"",
            "\"Incident\"",
            "\"e30=\"",
            "\"[{}]\"",
            "\"\\udfff\"");
        if (depth == 0)
        {
            return leaf;
        }

        var name = Gen.Elements(
            "ip",
            "riskLevel",
            "message",
            "timestamp",
            "expiresAt",
            "subjects",
            "specversion",
            "time",
            "data",
            "data_base64",
            "eventType",
            "eventTime",
            "object",
            "objectSchemaType",
            "properties",
            "relatedEntities",
            "severity",
            "title",
            "kind",
            "address",
            "SystemAlertId",
            "Severity",
            "Entities",
            "Type",
            "Address",
            "$id",
            "$ref",
            "evidence",
            "@odata.type",
            "ipAddress",
            "alerts",
            "id",
            "incidentNumber");
        var inner = Json(depth - 1);
        var members = from count in Gen.Choose(0, 6)
                      from pairs in Gen.ArrayOf(from n in name from v in inner select $"\"{n}\":{v}", count)
                      select $"{{{string.Join(',', pairs)}}}";
        var items = from count in Gen.Choose(0, 3)
                    from values in Gen.ArrayOf(inner, count)
                    select $"[{string.Join(',', values)}]";
        return Gen.Frequency((1, leaf), (4, members), (2, items));
    }

    private static void Check(Gen<byte[]> bodies) =>
        Prop.ForAll(bodies.ToArbitrary(), body => Holds(MessageBuilder.Message(body))).Check(Many);

    // Not throwing is the least of it: what comes out must be fit to be sent, or to be read by an operator.
    private static bool Holds(SignalMessage message) => Rules.All(rules => new SignalReader(rules).Read(message, ManualTimeProvider.DefaultStart) switch
    {
        ReadResult.Readable readable => readable.Format.Length > 0 && readable.Signals.All(IsWhole) && ExpiryIsTold(readable),
        ReadResult.Unreadable unreadable => unreadable.Field.Length > 0
            && unreadable.Description.Length < 1_000
            && unreadable.Description.All(c => c is >= ' ' and <= '~'),
        _ => false,
    });

    private static bool Agree(SignalMessage message) =>
        Rules.All(rules => ReaderAgreement.Difference(rules, message) is not { } difference ? true : throw new InvalidOperationException(difference));

    // Expired signals stand among the others, never alone, and never without a word.
    private static bool ExpiryIsTold(ReadResult.Readable readable)
    {
        var expired = readable.Signals.Count(s => s.ExpiresAt <= ManualTimeProvider.DefaultStart);
        return readable.PartlyExpired is null ? expired == 0 : expired > 0 && expired < readable.Signals.Count;
    }

    private static bool IsWhole(RiskSignal signal) =>
        signal.Timestamp.Offset == TimeSpan.Zero
        && signal.Timestamp.UtcTicks % TimeSpan.TicksPerMillisecond == 0
        && (signal.ExpiresAt is not { } end || end.UtcTicks % TimeSpan.TicksPerMillisecond == 0)
        && !signal.Address.Address.IsIPv4MappedToIPv6
        && signal.Address.Address.ToString().Length > 0;
}
