using System.CommandLine;
using System.CommandLine.Parsing;
using Azure.Messaging.ServiceBus;
using RiskFunctions.LocalHost.Broker.Amqp;

namespace RiskFunctions.LocalHost.Commands.Options;

/// <summary>The broker that a command uses: that of a running <c>up</c>, unless told otherwise.</summary>
internal sealed class BrokerChoice
{
    private readonly Option<int> _port = PortOption.Of("--amqp-port", "AMQP port of a running `up` on 127.0.0.1.", AmqpListener.DefaultPort);

    private readonly Option<string?> _namespace = new("--namespace")
    {
        Description = "Work with Azure Service Bus, signed in (az login) or with the host's managed identity: NS.servicebus.windows.net.",
        HelpName = "HOST",
        CustomParser = ParseNamespace,
    };

    private readonly Option<string?> _connectionStringFrom = new("--connection-string-from")
    {
        Description = "Work with the broker whose connection string is in this environment variable, so that it stands on no command line.",
        HelpName = "ENVIRONMENT_VARIABLE",
    };

    public void AddTo(Command command)
    {
        command.Add(_port);
        command.Add(_namespace);
        command.Add(_connectionStringFrom);
        command.Validators.Add(result =>
        {
            if (new Option[] { _port, _namespace, _connectionStringFrom }.Count(o => result.GetResult(o) is { Implicit: false }) > 1)
            {
                result.AddError("--amqp-port, --namespace and --connection-string-from name three different brokers: give one of them.");
            }
        });
    }

    /// <exception cref="BrokerAccessException">The environment variable is not there, or holds no connection string.</exception>
    public BrokerTarget Of(ParseResult result) =>
        result.GetValue(_namespace) is { } name ? BrokerTarget.Namespace(name)
        : result.GetValue(_connectionStringFrom) is { } variable ? FromEnvironment(variable)
        : Local(result.GetValue(_port));

    private static BrokerTarget Local(int port)
    {
        var connectionString = AmqpListener.ConnectionStringOf(port);
        return BrokerTarget.ConnectionString(connectionString, ServiceBusConnectionStringProperties.Parse(connectionString).Endpoint);
    }

    private static BrokerTarget FromEnvironment(string variable)
    {
        var value = Environment.GetEnvironmentVariable(variable) is { Length: > 0 } found
            ? found
            : throw new BrokerAccessException($"--connection-string-from: there is no environment variable {variable}.");
        try
        {
            return BrokerTarget.ConnectionString(value, ServiceBusConnectionStringProperties.Parse(value).Endpoint);
        }
        catch (Exception fault) when (fault is FormatException or ArgumentException)
        {
            throw new BrokerAccessException($"--connection-string-from: the environment variable {variable} holds no Service Bus connection string.", fault);
        }
    }

    private static string? ParseNamespace(ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (Uri.CheckHostName(text) == UriHostNameType.Dns && text.Contains('.', StringComparison.Ordinal))
        {
            return text;
        }

        result.AddError($"--namespace takes the host name of a namespace, such as NS.servicebus.windows.net, and not '{text}'.");
        return null;
    }
}
