using Azure.Core;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Configuration;

namespace RiskFunctions.Azure.ServiceBus;

/// <summary>
/// This process's own connection to Service Bus, by the settings of the trigger: a connection string in <c>ServiceBus</c>, or
/// <c>ServiceBus:fullyQualifiedNamespace</c> with our credential. It is made at the first use, so that what never uses it needs no setting.
/// </summary>
internal sealed class ServiceBusConnection : IAsyncDisposable, IDisposable
{
    public const string ConnectionStringSetting = "ServiceBus";

    public const string NamespaceSetting = "ServiceBus:fullyQualifiedNamespace";

    private const string TopicSetting = "SignalsTopic";

    /// <summary>
    /// What was given back at the end is pushed again for credit that is left over, and the client gives it back again, until the credit is used up.
    /// A connection that closes in the middle of that would leave it locked.
    /// </summary>
    private static readonly TimeSpan LastReleases = TimeSpan.FromMilliseconds(500);

    private readonly Lazy<ServiceBusClient> _client;
    private bool _receives;

    /// <param name="settings">Read at the first use.</param>
    /// <param name="credential">Asked only where the settings name a namespace.</param>
    /// <param name="maxRetries">Of one call, by the client itself. Default: 3, the client's own.</param>
    public ServiceBusConnection(IConfiguration settings, Func<TokenCredential> credential, int maxRetries = 3)
    {
        var options = new ServiceBusClientOptions { RetryOptions = { MaxRetries = maxRetries } };
        _client = new Lazy<ServiceBusClient>(() => Create(settings, credential, options));
        Topic = settings[TopicSetting] is { Length: > 0 } topic ? topic : "risk-signals";
    }

    public string Topic { get; }

    /// <exception cref="InvalidOperationException">No setting says where Service Bus is, or the connection string is none; the message names the setting.</exception>
    public ServiceBusClient Client => _client.Value;

    /// <summary>A receiver that locks messages one by one as they are asked for: no prefetch, whose locks would run while nobody works.</summary>
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

    // For hosts that are disposed without waiting: the connection then ends with the process, or when the broker has said goodbye.
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
                // What is within says which part is missing, and quotes none of it.
                throw new InvalidOperationException($"The setting {ConnectionStringSetting} is no Service Bus connection string.", fault);
            }
        }

        return settings[NamespaceSetting] is { Length: > 0 } name
            ? new ServiceBusClient(name, credential(), options)
            : throw new InvalidOperationException($"No setting says where Service Bus is: set {NamespaceSetting}, or a connection string in {ConnectionStringSetting}.");
    }
}
