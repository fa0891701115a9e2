using Azure.Core;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Configuration;

namespace RiskFunctions.Azure.ServiceBus;

/// <summary>
/// This process's own connection to Service Bus, by the trigger's settings: a connection string in <c>ServiceBus</c>, or
/// <c>ServiceBus:fullyQualifiedNamespace</c> with our credential. Made at the first use, so that a process without it needs no setting.
/// </summary>
internal sealed class ServiceBusConnection : IAsyncDisposable, IDisposable
{
    public const string ConnectionStringSetting = "ServiceBus";

    public const string NamespaceSetting = "ServiceBus:fullyQualifiedNamespace";

    private const string TopicSetting = "SignalsTopic";

    /// <summary>
    /// Messages given back at the end are pushed again for left-over credit, and given back again, until the credit is used up. A connection that
    /// closes meanwhile would leave them locked.
    /// </summary>
    private static readonly TimeSpan LastReleases = TimeSpan.FromMilliseconds(500);

    private readonly Lazy<ServiceBusClient> _client;
    private bool _receives;

    /// <param name="settings">Read at the first use.</param>
    /// <param name="credential">Asked only where the settings name a namespace.</param>
    /// <param name="maxRetries">Retries of one call by the client. Default 3, the client's own.</param>
    public ServiceBusConnection(IConfiguration settings, Func<TokenCredential> credential, int maxRetries = 3)
    {
        var options = new ServiceBusClientOptions { RetryOptions = { MaxRetries = maxRetries } };
        _client = new Lazy<ServiceBusClient>(() => Create(settings, credential, options));
        Topic = settings[TopicSetting] is { Length: > 0 } topic ? topic : "risk-signals";
    }

    public string Topic { get; }

    /// <exception cref="InvalidOperationException">There is no setting, or no valid connection string. The message names the setting.</exception>
    public ServiceBusClient Client => _client.Value;

    /// <summary>A receiver without prefetch: locks of prefetched messages would run while nobody works on them.</summary>
    public ServiceBusReceiver LaneReceiver(string lane)
    {
        _receives = true;
        return Client.CreateReceiver(Topic, lane);
    }

    public ServiceBusReceiver DeadLetterReceiver(string lane) =>
        Client.CreateReceiver(Topic, lane, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });

    public ServiceBusSender Sender() => Client.CreateSender(Topic);

    public async ValueTask DisposeAsync()
    {
        if (_client.IsValueCreated)
        {
            if (_receives)
            {
                await Task.Delay(LastReleases, TimeProvider.System);
            }

            await _client.Value.DisposeAsync();
        }
    }

    // For hosts that are disposed without waiting: the connection ends with the process, or when the broker has answered.
    public void Dispose() => _ = DisposeAsync().AsTask();

    private static ServiceBusClient Create(IConfiguration settings, Func<TokenCredential> credential, ServiceBusClientOptions options)
    {
        if (settings[ConnectionStringSetting] is { Length: > 0 } connection)
        {
            try
            {
                return new ServiceBusClient(connection, options);
            }
            catch (Exception fault) when (fault is ArgumentException or FormatException)
            {
                // The inner message names the missing part and quotes nothing of the connection string.
                throw new InvalidOperationException($"The setting {ConnectionStringSetting} is no Service Bus connection string.", fault);
            }
        }

        return settings[NamespaceSetting] is { Length: > 0 } name
            ? new ServiceBusClient(name, credential(), options)
            : throw new InvalidOperationException(
                $"No setting says where Service Bus is: set {NamespaceSetting}, or a connection string in {ConnectionStringSetting}.");
    }
}
