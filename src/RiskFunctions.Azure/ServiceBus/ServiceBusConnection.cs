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

    private readonly Lazy<ServiceBusClient> _client;

    /// <param name="settings">Read at the first use.</param>
    /// <param name="credential">Asked only where the settings name a namespace.</param>
    public ServiceBusConnection(IConfiguration settings, Func<TokenCredential> credential)
    {
        _client = new Lazy<ServiceBusClient>(() => Create(settings, credential));
        Topic = settings[TopicSetting] is { Length: > 0 } topic ? topic : "risk-signals";
    }

    public string Topic { get; }

    /// <exception cref="InvalidOperationException">No setting says where Service Bus is, or the connection string is none; the message names the setting.</exception>
    public ServiceBusClient Client => _client.Value;

    /// <summary>A receiver that locks messages one by one as they are asked for: no prefetch, whose locks would run while nobody works.</summary>
    public ServiceBusReceiver LaneReceiver(string lane) => Client.CreateReceiver(Topic, lane);

    public ServiceBusReceiver DeadLetterReceiver(string lane) =>
        Client.CreateReceiver(Topic, lane, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });

    public ServiceBusSender Sender() => Client.CreateSender(Topic);

    public async ValueTask DisposeAsync()
    {
        if (_client.IsValueCreated)
        {
            await _client.Value.DisposeAsync();
        }
    }

    // For hosts that are disposed without waiting: the connection then ends with the process, or when the broker has said goodbye.
    public void Dispose() => _ = DisposeAsync().AsTask();

    private static ServiceBusClient Create(IConfiguration settings, Func<TokenCredential> credential)
    {
        if (settings[ConnectionStringSetting] is { Length: > 0 } connection)
        {
            try
            {
                return new ServiceBusClient(connection);
            }
            catch (Exception fault) when (fault is ArgumentException or FormatException)
            {
                // What is within says which part is missing, and quotes none of it.
                throw new InvalidOperationException($"The setting {ConnectionStringSetting} is no Service Bus connection string.", fault);
            }
        }

        return settings[NamespaceSetting] is { Length: > 0 } name
            ? new ServiceBusClient(name, credential())
            : throw new InvalidOperationException($"No setting says where Service Bus is: set {NamespaceSetting}, or a connection string in {ConnectionStringSetting}.");
    }
}
