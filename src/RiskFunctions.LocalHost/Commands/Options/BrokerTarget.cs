using Azure.Identity;
using Azure.Messaging.ServiceBus;
using RiskFunctions.Azure.Identity;
using RiskFunctions.Azure.ServiceBus;

namespace RiskFunctions.LocalHost.Commands.Options;

/// <summary>The broker that a command works with.</summary>
/// <param name="Words">Its name for people: host and port, or the namespace.</param>
/// <param name="IsLocal">On this machine: what is done there harms nobody.</param>
/// <param name="Settings">What the flow's connection reads, as the trigger's settings are named.</param>
internal sealed record BrokerTarget(string Words, bool IsLocal, IReadOnlyDictionary<string, string?> Settings)
{
    public static BrokerTarget Namespace(string name) => new(name, IsLocal: false, Of(connectionString: null, name));

    public static BrokerTarget ConnectionString(string connectionString, Uri endpoint) =>
        new(
            endpoint.IsDefaultPort || endpoint.Port <= 0 ? endpoint.Host : $"{endpoint.Host}:{endpoint.Port}",
            endpoint.IsLoopback,
            Of(connectionString, name: null));

    /// <summary>For a command that ends by itself: it gives up at once where there is nobody.</summary>
    /// <exception cref="BrokerAccessException">The broker cannot be reached, or refuses; the message says so in words.</exception>
    public async Task<T> UseAsync<T>(Func<ServiceBusConnection, Task<T>> use)
    {
        var settings = new ConfigurationManager();
        settings.AddEnvironmentVariables().AddInMemoryCollection(Settings);
        await using var connection = new ServiceBusConnection(settings, () => AzureCredential.Create(settings), IsLocal ? 0 : 3);
        try
        {
            return await use(connection);
        }
        catch (ServiceBusException fault)
        {
            throw new BrokerAccessException(InWords(fault), fault);
        }
        catch (AuthenticationFailedException fault)
        {
            throw new BrokerAccessException($"Not signed in for {Words}: {FirstLine(fault)} Sign in with `az login`.", fault);
        }
        catch (UnauthorizedAccessException fault)
        {
            throw new BrokerAccessException($"{Words} does not let this identity do that: {FirstLine(fault)} The roles are in docs/permissions.md.", fault);
        }
    }

    private string InWords(ServiceBusException fault) => fault.Reason switch
    {
        ServiceBusFailureReason.ServiceCommunicationProblem or ServiceBusFailureReason.ServiceTimeout when IsLocal =>
            $"No answer from {Words}. Is `up` running there?",
        ServiceBusFailureReason.ServiceCommunicationProblem or ServiceBusFailureReason.ServiceTimeout => $"No answer from {Words}: {FirstLine(fault)}",
        _ => $"{Words}: {FirstLine(fault)}",
    };

    private static string FirstLine(Exception fault) => TerminalText.Line(fault.Message.Split('\n')[0].TrimEnd());

    // Both are set, so that none is taken from the environment.
    private static Dictionary<string, string?> Of(string? connectionString, string? name) => new(StringComparer.OrdinalIgnoreCase)
    {
        [ServiceBusConnection.ConnectionStringSetting] = connectionString,
        [ServiceBusConnection.NamespaceSetting] = name,
    };
}
