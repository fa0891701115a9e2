using System.Text;
using System.Text.Json;

namespace RiskFunctions.LocalHost.Tests.Commands;

/// <summary>What a running <c>up</c> is told and asked over HTTP.</summary>
internal static class UpStatus
{
    public static Task DeliveredAsync(HttpClient http) =>
        UntilAsync(http, s => s.GetProperty("delivered").GetProperty("messages").GetInt32() == 1);

    public static async Task UntilAsync(HttpClient http, Func<JsonElement, bool> isSo)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            using var status = JsonDocument.Parse(await http.GetByteArrayAsync(new Uri("/api/status", UriKind.Relative)));
            if (isSo(status.RootElement))
            {
                return;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(30), status.RootElement.GetRawText());
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    public static async Task<int> PostAsync(HttpClient http, string body, (string Name, string Value)? header = null, string topic = "risk-signals")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"/{topic}/messages", UriKind.Relative))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        if (header is { } h)
        {
            request.Headers.TryAddWithoutValidation(h.Name, h.Value);
        }

        using var response = await http.SendAsync(request);
        return (int)response.StatusCode;
    }
}
