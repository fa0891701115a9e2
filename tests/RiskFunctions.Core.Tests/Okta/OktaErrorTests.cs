using System.Text;
using RiskFunctions.Okta.Answers;

namespace RiskFunctions.Core.Tests.Okta;

public sealed class OktaErrorTests
{
    [Fact]
    public void Read_whole_error_gives_every_field()
    {
        var error = Read(
            """
            {
              "errorCode":"E0000001","errorSummary":"Api validation failed","errorLink":"E0000001","errorId":"oae7",
              "errorCauses":[{"errorSummary":"one"},{"errorSummary":"two"}]
            }
            """);

        Assert.Equal("E0000001: Api validation failed; one; two (errorId oae7)", error.ToString());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(280)]
    [InlineData(299)]
    public void Read_secret_is_removed_before_the_text_is_cut(int before)
    {
        var error = Read(
            $$"""{"errorCode":"E0000011","errorSummary":"{{new string('x', before)}}opaque-secret-of-the-request"}""",
            "opaque-secret-of-the-request");

        Assert.Equal($"{new string('x', before)}[removed]"[..Math.Min(300, before + 9)], error.Summary);
    }

    [Theory]
    [InlineData("eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJhIn0.c2ln", "[removed]")]
    [InlineData("bad eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJhIn0.c2ln, and eyJx", "bad [removed], and [removed]")]
    [InlineData("eye and Bearer", "eye and Bearer")]
    public void Read_anything_like_a_jwt_is_removed(string summary, string expected) =>
        Assert.Equal(expected, Read($$"""{"errorCode":"E0000011","errorSummary":"{{summary}}"}""").Summary);

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("<html><body>Bad Request</body></html>")]
    [InlineData("null")]
    [InlineData("42")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"errorCode\":\"E0000001\",\"errorSummary\":\"cut of")]
    [InlineData("{\"errorCode\":7}")]
    [InlineData("{\"errorCode\":\"\"}")]
    [InlineData("{\"errorCode\":\"\\ud800\"}")]
    [InlineData("{\"\\ud800aaaaaaaaaaaaaaaa\":1}")]
    [InlineData("{\"errorCode\":\"E0000001\",\"error\\udc00aaaaaaaaaaaaaaaa\":1}")]
    [InlineData("{\"error\":\"invalid_token\"}")]
    [InlineData("{\"errorCode\":\"blocked 203.0.113.7 with SSWS 00token\"}")]
    [InlineData("{\"errorCode\":\"E000000\"}")]
    [InlineData("{\"errorCode\":\"E00000011\"}")]
    public void Read_anything_else_names_the_status_only(string body)
    {
        var error = Read(body);

        Assert.Equal("HTTP 400: The answer holds no Okta error.", error.ToString());
    }

    [Fact]
    public void Read_bad_utf8_names_the_status_only()
    {
        byte[] body = [.. "{\"errorCode\":\""u8, 0xff, 0xfe, .. "\"}"u8];

        Assert.Equal("HTTP 400", OktaError.Read(body, 400, []).Code);
    }

    [Fact]
    public void Read_deep_nesting_names_the_status_only() => Assert.Equal("HTTP 400", Read(new string('[', 10_000)).Code);

    [Fact]
    public void Read_code_alone_is_enough() => Assert.Equal("E0000003: no summary", Read("""{"errorCode":"E0000003"}""").ToString());

    [Theory]
    [InlineData("\"x\"")]
    [InlineData("{\"errorSummary\":\"x\"}")]
    [InlineData("[1,null,\"x\",[],{\"errorSummary\":3},{}]")]
    public void Read_causes_of_another_shape_are_left_out(string causes) =>
        Assert.Empty(Read($$"""{"errorCode":"E0000001","errorSummary":"s","errorCauses":{{causes}}}""").Causes);

    [Fact]
    public void Read_long_texts_and_many_causes_are_cut()
    {
        var cause = $$"""{"errorSummary":"{{new string('c', 400)}}"}""";

        var error = Read(
            $$"""{"errorCode":"E0000001","errorSummary":"{{new string('s', 400)}}","errorCauses":[{{string.Join(',', Enumerable.Repeat(cause, 9))}}]}""");

        Assert.Equal(300, error.Summary.Length);
        Assert.Equal(5, error.Causes.Count);
        Assert.All(error.Causes, c => Assert.Equal(300, c.Length));
    }

    [Theory]
    [InlineData("""{"errorCode":"E0000001","errorSummary":"Api validation failed","errorCauses":[{"errorSummary":"first"},{"errorSummary":"#"}]}""",
        "Api validation failed", "first")]
    [InlineData(
        """{"errorCode":"E0000001","errorSummary":"Api validation failed","errorLink":"E0000001","other":{"deep":[1,{"#":1}]}}""", "Api validation failed",
        null)]
    [InlineData("""{"errorCode":"E0000001","errorSummary":"Api #"}""", "Api ", null)]
    public void Read_answer_longer_than_is_read_gives_what_stands_first(string shape, string summary, string? cause)
    {
        var body = Encoding.UTF8.GetBytes(shape.Replace("#", string.Concat(Enumerable.Repeat("é\\u00e9", OktaError.MaxBodyBytes))));

        for (var cut = 0; cut < 20; cut++)
        {
            var error = OktaError.Read(body.AsMemory(0, OktaError.MaxBodyBytes + cut), 400, []);
            Assert.True(error.IsOktas);
            Assert.StartsWith(summary, error.Summary);
            Assert.True(cause is null || error.Causes[0] == cause);
        }
    }

    [Fact]
    public void Read_control_characters_and_emoji_become_spaces() =>
        Assert.Equal("a b  c", Read("""{"errorCode":"E0000001","errorSummary":"a\nb\ud83d\ude00c"}""").Summary);

    private static OktaError Read(string body, params string[] secrets) => OktaError.Read(Encoding.UTF8.GetBytes(body), 400, secrets);
}
