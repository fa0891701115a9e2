using System.Net;
using System.Net.Http.Headers;
using System.Text;
using RiskFunctions.LocalHost.Broker.Messages;
using RiskFunctions.LocalHost.Broker.Queues;
using RiskFunctions.Signals;
using RiskFunctions.Testing.Time;

namespace RiskFunctions.LocalHost.Tests.Broker;

public sealed class SendEndpointTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _time = new();
    private readonly BrokerHost _host;

    public SendEndpointTests() => _host = BrokerHost.Start(_time);

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _host.DisposeAsync().AsTask();

    [Theory]
    [InlineData("\"HIGH\"", "high")]
    [InlineData("HIGH", "high")]
    [InlineData("\"LOW\"", "low")]
    [InlineData("\"MEDIUM\"", "medium")]
    [InlineData("\"\"", "medium")]
    [InlineData(null, "medium")]
    public async Task Send_level_header_decides_the_lane(string? level, string lane)
    {
        var response = await PostAsync("{}", ("riskLevel", level));

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Single(await _host.Broker.TakeAsync(lane, 20, TimeSpan.Zero, default));
    }

    [Fact]
    public async Task Send_broker_properties_that_nobody_acts_on_are_on_the_message()
    {
        await PostAsync(
            "{}",
            ("BrokerProperties", """{"Label":"l","CorrelationId":"c","To":"t","ReplyTo":"r","ReplyToSessionId":"rs","SessionId":"s","PartitionKey":"p"}"""));

        Assert.Equal(
            new Envelope { Subject = "l", CorrelationId = "c", To = "t", ReplyTo = "r", ReplyToSessionId = "rs", SessionId = "s", PartitionKey = "p" },
            Assert.Single(_host.Broker.Take(new QueueAddress("medium"), 1)).Sent.Envelope);
    }

    [Fact]
    public async Task Send_headers_become_typed_properties_and_standard_ones_do_not()
    {
        await PostAsync(
            "{}",
            ("quoted", "\"5\""),
            ("escaped", "\"a \\\"b\\\"\""),
            ("broken", "\"a\\q\""),
            ("whole", "5"),
            ("fraction", "-0.5"),
            ("flag", "true"),
            ("not-number", "NaN"),
            ("at", "Wed, 04 Mar 2026 05:06:07 GMT"),
            ("Authorization", "SharedAccessSignature sr=x"),
            ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
            ("Accept", "*/*"),
            ("User-Agent", "curl/8.0"),
            ("Sec-Fetch-Mode", "cors"));

        var message = await TakeAsync("medium");

        Assert.Equal(
            new Dictionary<string, object>
            {
                ["quoted"] = "5",
                ["escaped"] = "a \"b\"",
                ["broken"] = "a\\q",
                ["whole"] = 5L,
                ["fraction"] = -0.5,
                ["flag"] = true,
                ["not-number"] = "NaN",
                ["at"] = ManualTimeProvider.DefaultStart,
            },
            message.Properties.ToDictionary());
        Assert.Equal("application/json", message.ContentType);
    }

    [Fact]
    public async Task Send_broker_properties_are_obeyed()
    {
        var response = await PostAsync(
            "{}", ("BrokerProperties", """{"MessageId":"m-1","TimeToLive":10,"Label":"x","CorrelationId":"c","ForcePersistence":true}"""));

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("m-1", Assert.Single(_host.Broker.DeadLetters()).MessageId);
    }

    [Fact]
    public async Task Send_scheduled_is_not_delivered_before_its_time()
    {
        await PostAsync("{}", ("BrokerProperties", """{"ScheduledEnqueueTimeUtc":"Wed, 04 Mar 2026 05:07:07 GMT"}"""));

        Assert.Empty(await _host.Broker.TakeAsync("medium", 1, TimeSpan.Zero, default));
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Single(await _host.Broker.TakeAsync("medium", 1, TimeSpan.Zero, default));
    }

    [Theory]
    [InlineData("nonsense", "BrokerProperties: not JSON")]
    [InlineData("[]", "BrokerProperties: not an object")]
    [InlineData("""{"MessageId":5}""", "BrokerProperties.MessageId: not a text")]
    [InlineData("""{"MessageId":""}""", "BrokerProperties.MessageId: must have 1 to 128")]
    [InlineData("""{"TimeToLive":"10"}""", "BrokerProperties.TimeToLive: not a number")]
    [InlineData("""{"TimeToLive":0}""", "BrokerProperties.TimeToLive: not a number")]
    [InlineData("""{"TimeToLiveTimeSpan":"soon"}""", "BrokerProperties.TimeToLiveTimeSpan: not a time span")]
    [InlineData("""{"ScheduledEnqueueTimeUtc":"tomorrow"}""", "BrokerProperties.ScheduledEnqueueTimeUtc: not a time")]
    [InlineData("""{"Label":true}""", "BrokerProperties.Label: not a text")]
    [InlineData("""{"MessageId":"a","Label":"x","MessageId":"b"}""", "BrokerProperties.MessageId: given twice")]
    public async Task Send_malformed_broker_properties_answers_400_naming_the_fault(string header, string fault)
    {
        var response = await PostAsync("{}", ("BrokerProperties", header));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(fault, await response.Content.ReadAsStringAsync());
        Assert.All(_host.Broker.Counts().Values, counts => Assert.Equal(0, counts.Active));
    }

    [Theory]
    [InlineData("riskLevel")]
    [InlineData("BrokerProperties")]
    public async Task Send_header_in_latin_1_answers_400_naming_it(string name)
    {
        var response = await PostInAsync(Encoding.Latin1, (name, "{\"Label\":\"\u00e9\"}"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.StartsWith($"{name}: the header is not UTF-8.", await response.Content.ReadAsStringAsync());
        Assert.All(_host.Broker.Counts().Values, counts => Assert.Equal(0, counts.Active));
    }

    [Fact]
    public async Task Send_header_in_utf_8_keeps_its_characters()
    {
        var response = await PostInAsync(Encoding.UTF8, ("place", "\"Z\u00fcrich \u6771\u4eac\""), ("BrokerProperties", "{\"MessageId\":\"\u00e9-1\"}"));

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var message = await TakeAsync("medium");
        Assert.Equal(("\u00e9-1", "Z\u00fcrich \u6771\u4eac"), (message.MessageId, message.Properties["place"]));
    }

    [Theory]
    [InlineData(16, HttpStatusCode.Created)]
    [InlineData(17, HttpStatusCode.RequestEntityTooLarge)]
    public async Task Send_names_and_values_of_properties_count(int value, HttpStatusCode expected)
    {
        // The limit is 1,048,576 bytes, the name has 4.
        var response = await PostAsync(new string('x', 1_048_576 - 20), ("name", new string('v', value)));

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(expected != HttpStatusCode.Created, (await response.Content.ReadAsStringAsync()).Contains("names and values of its properties"));
    }

    [Fact]
    public async Task Send_endless_time_to_live_is_the_topics_own()
    {
        var response = await PostAsync("{}", ("BrokerProperties", """{"TimeToLive":922337203685.47754}"""));

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
    }

    [Fact]
    public async Task Send_batch_takes_every_message_with_its_own_properties()
    {
        const string Batch = """
            [{"Body":"one","BrokerProperties":{"MessageId":"m-1"},"UserProperties":{"riskLevel":"HIGH","n":5,"x":null}},
             {"Body":"zw\u00f6lf","BrokerProperties":{"TimeToLiveTimeSpan":"0.00:00:10"}},
             {"Body":"","UserProperties":{"riskLevel":"LOW"}}]
            """;

        var response = await PostBatchAsync(Batch);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var high = await TakeAsync("high");
        Assert.Equal(("m-1", "one", 5L), (high.MessageId, Text(high), high.Properties["n"]));
        Assert.Equal("zw\u00f6lf", Text(await TakeAsync("medium")));
        Assert.Equal("", Text(await TakeAsync("low")));
    }

    [Theory]
    [InlineData("[]", "at least one")]
    [InlineData("{}", "at least one")]
    [InlineData("[", "not valid JSON")]
    [InlineData("""[{"Body":"\ud800"}]""", "not valid JSON")]
    [InlineData("""[{"Body":"fine"},{"body":"x"}]""", "[1].Body")]
    [InlineData("""[{"Body":"x","UserProperties":{"a":[]}}]""", "[0].UserProperties.a")]
    [InlineData("""[{"Body":"x","UserProperties":5}]""", "[0].UserProperties: not an object")]
    [InlineData("""[{"Body":"x","BrokerProperties":{"MessageId":1}}]""", "[0].BrokerProperties.MessageId")]
    [InlineData("""[{"Body":"x"},{"Body":"x","Body":"y"}]""", "[1].Body: given twice")]
    [InlineData("""[{"Body":"x","BrokerProperties":{"Label":"a","Label":"b"}}]""", "[0].BrokerProperties.Label: given twice")]
    [InlineData("""[{"Body":"x","UserProperties":{"riskLevel":"HIGH","RiskLevel":"LOW"}}]""", "[0].UserProperties.RiskLevel: given twice")]
    public async Task Send_malformed_batch_answers_400_and_takes_nothing(string batch, string fault)
    {
        var response = await PostBatchAsync(batch);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(fault, await response.Content.ReadAsStringAsync());
        Assert.All(_host.Broker.Counts().Values, counts => Assert.Equal(0, counts.Active));
    }

    [Theory]
    [InlineData(1_048_576, true, HttpStatusCode.Created)]
    [InlineData(1_048_577, true, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData(1_048_577, false, HttpStatusCode.RequestEntityTooLarge)]
    public async Task Send_size_over_the_limit_answers_413_naming_it(int size, bool lengthKnown, HttpStatusCode expected)
    {
        using ByteArrayContent known = new(new byte[size]);
        using StreamContent chunked = new(new MemoryStream(new byte[size]));
        using HttpRequestMessage request = new(HttpMethod.Post, "risk-signals/messages") { Content = lengthKnown ? known : chunked };
        request.Headers.TransferEncodingChunked = lengthKnown ? null : true;

        var response = await _host.Client.SendAsync(request);

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(expected != HttpStatusCode.Created, (await response.Content.ReadAsStringAsync()).Contains("1,048,576 bytes"));
    }

    [Fact]
    public async Task Send_unknown_topic_answers_410_naming_the_topic()
    {
        var response = await _host.Client.PostAsync(new Uri("other/messages", UriKind.Relative), content: null);

        Assert.Equal(HttpStatusCode.Gone, response.StatusCode);
        Assert.Contains("risk-signals", await response.Content.ReadAsStringAsync());
    }

    private static string Text(SignalMessage message) => Encoding.UTF8.GetString(message.Body.Span);

    private async Task<SignalMessage> TakeAsync(string lane) => Assert.Single(await _host.Broker.TakeAsync(lane, 20, TimeSpan.Zero, default)).Message;

    private Task<HttpResponseMessage> PostAsync(string body, params (string Name, string? Value)[] headers) => PostAsync(_host.Client, body, headers);

    private async Task<HttpResponseMessage> PostInAsync(Encoding encoding, params (string Name, string? Value)[] headers)
    {
        using SocketsHttpHandler handler = new() { RequestHeaderEncodingSelector = (_, _) => encoding };
        using HttpClient client = new(handler) { BaseAddress = _host.Client.BaseAddress };
        return await PostAsync(client, "{}", headers);
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string body, (string Name, string? Value)[] headers)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "risk-signals/messages")
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        foreach (var (name, value) in headers.Where(h => h.Value is not null))
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        return await client.SendAsync(request);
    }

    private async Task<HttpResponseMessage> PostBatchAsync(string batch)
    {
        using ByteArrayContent content = new(Encoding.UTF8.GetBytes(batch));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/vnd.microsoft.servicebus.json; charset=utf-8");
        return await _host.Client.PostAsync(new Uri("risk-signals/messages", UriKind.Relative), content);
    }
}
