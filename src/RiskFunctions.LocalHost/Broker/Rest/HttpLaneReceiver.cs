using System.Globalization;
using System.Net;
using RiskFunctions.Delivery;

namespace RiskFunctions.LocalHost.Broker.Rest;

/// <summary>Receives from a broker in another process over its <c>/broker</c> endpoints.</summary>
/// <param name="http">Its base address is the broker's URL.</param>
/// <param name="time">Bounds each call, so that a broker that hangs is a fault and not a silence.</param>
internal sealed class HttpLaneReceiver(HttpClient http, TimeProvider time) : ILaneReceiver
{
    /// <summary>How long a call may take beyond the wait that was asked for.</summary>
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(15);

    public Task<IReadOnlyList<LockedMessage>> ReceiveAsync(
        string subscription, int maxMessages, TimeSpan wait, CancellationToken cancellationToken)
    {
        var uri = string.Create(
            CultureInfo.InvariantCulture,
            $"broker/{Uri.EscapeDataString(subscription)}/receive?max={maxMessages}&waitMilliseconds={(long)wait.TotalMilliseconds}");
        return CallAsync(
            async token =>
            {
                using var response = await http.PostAsync(new Uri(uri, UriKind.Relative), content: null, token);
                response.EnsureSuccessStatusCode();
                var messages = await response.Content.ReadFromJsonAsync(BrokerJson.Default.IReadOnlyListWireMessage, token) ?? [];
                return (IReadOnlyList<LockedMessage>)[.. messages.Select(message => new HttpLockedMessage(this, message.ToDelivery()))];
            },
            wait + CallTimeout,
            cancellationToken);
    }

    /// <param name="lockToken">Names the lock.</param>
    /// <param name="what">The last part of the path: what to do.</param>
    /// <param name="body">Makes the body; null for none.</param>
    /// <exception cref="LockLostException">The broker no longer holds the lock.</exception>
    public Task SettleAsync(Guid lockToken, string what, Func<HttpContent>? body, CancellationToken cancellationToken) => CallAsync(
        async token =>
        {
            using var content = body?.Invoke();
            using var response = await http.PostAsync(new Uri($"broker/locks/{lockToken}/{what}", UriKind.Relative), content, token);
            if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone)
            {
                throw new LockLostException($"The broker no longer holds the lock {lockToken}.");
            }

            response.EnsureSuccessStatusCode();
            return true;
        },
        CallTimeout,
        cancellationToken);

    private async Task<T> CallAsync<T>(Func<CancellationToken, Task<T>> call, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await call(either.Token);
        }
        catch (OperationCanceledException fault) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The broker did not answer within {limit}.", fault);
        }
    }
}
