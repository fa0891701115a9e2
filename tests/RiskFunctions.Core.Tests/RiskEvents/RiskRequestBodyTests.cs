using System.Text;
using System.Text.Json;
using RiskFunctions.RiskEvents;
using RiskFunctions.Signals;
using RiskFunctions.Testing.Delivery;

namespace RiskFunctions.Core.Tests.RiskEvents;

public sealed class RiskRequestBodyTests
{
    [Fact]
    public void Write_gives_exactly_the_documented_body()
    {
        var at = Some.Time.AddMilliseconds(89);
        var plan = RequestPlan.For(
        [
            [Some.Signal("203.0.113.7", at: at, expiresAt: Some.Time.AddDays(1), text: "Impossible travel")],
            [Some.Signal("2001:db8::1", RiskLevel.Low), Some.Signal("198.51.100.4", RiskLevel.Medium, text: "Password spray")],
        ], TimeSpan.Zero);

        var body = RiskRequestBody.Write(Assert.Single(plan));

        Assert.Equal(
            """[{"timestamp":"2026-03-04T05:06:07.089Z","expiresAt":"2026-03-05T05:06:07.000Z","subjects":["""
            + """{"ip":"203.0.113.7","riskLevel":"HIGH","message":"Impossible travel"}]},{"timestamp":"2026-03-04T05:06:07.000Z","subjects":["""
            + """{"ip":"198.51.100.4","riskLevel":"MEDIUM","message":"Password spray"},{"ip":"2001:db8::1","riskLevel":"LOW"}]}]""",
            Encoding.UTF8.GetString(body.Span));
    }

    [Fact]
    public void Write_turns_an_offset_into_utc()
    {
        var local = new DateTimeOffset(2026, 3, 4, 1, 2, 3, 4, TimeSpan.FromHours(5));

        var body = Text(Some.Signal(at: local));

        Assert.Contains("\"2026-03-03T20:02:03.004Z\"", body);
    }

    [Fact]
    public void Write_full_request_with_longest_texts_is_one_valid_document()
    {
        var signals = Enumerable.Range(0, 1000).Select(n => Some.Signal(Some.Address(n), text: new string('x', 512)));

        using var json = JsonDocument.Parse(RiskRequestBody.Write(Assert.Single(RequestPlan.For([[.. signals]], TimeSpan.Zero))));

        Assert.Equal(20, json.RootElement.GetArrayLength());
        Assert.All(json.RootElement.EnumerateArray(), e => Assert.Equal(50, e.GetProperty("subjects").GetArrayLength()));
    }

    private static string Text(RiskSignal signal) =>
        Encoding.UTF8.GetString(RiskRequestBody.Write(Assert.Single(RequestPlan.For([[signal]], TimeSpan.Zero))).Span);
}
