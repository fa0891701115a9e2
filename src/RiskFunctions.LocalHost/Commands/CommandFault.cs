using Microsoft.Extensions.Options;
using RiskFunctions.LocalHost.Broker.Amqp;
using RiskFunctions.LocalHost.Sandbox;
using RiskFunctions.LocalHost.Topology;
using RiskFunctions.Secrets;

namespace RiskFunctions.LocalHost.Commands;

/// <summary>Prints faults that a person can fix as words on standard error. Every other exception keeps its stack trace.</summary>
internal static class CommandFault
{
    public static async Task<int> GuardAsync(Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (AggregateException e) when (e.InnerExceptions.All(inner => Words(inner) is not null))
        {
            return await SayAsync(e.InnerExceptions.SelectMany(inner => Words(inner)!));
        }
        catch (Exception e) when (Words(e) is { } words)
        {
            return await SayAsync(words);
        }
    }

    private static IEnumerable<string>? Words(Exception exception) => exception switch
    {
        OptionsValidationException wrong => wrong.Failures,
        SandboxConfigurationException or TopologyException or FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException
            or SecretUnavailableException or AmqpPortTakenException or BrokerAccessException => [exception.Message],
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } =>
            [$"{exception.Message} Choose another with --port or --sandbox-port."],

        // A setting that is no number, no time span, or no name of the list: the binder's message names the key.
        InvalidOperationException { InnerException: FormatException or ArgumentException } => [exception.Message],
        _ => null,
    };

    private static async Task<int> SayAsync(IEnumerable<string> words)
    {
        foreach (var line in words.Distinct(StringComparer.Ordinal))
        {
            await Console.Error.WriteLineAsync(line);
        }

        return ExitCode.CannotStart;
    }
}
