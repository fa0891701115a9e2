using System.Net.Sockets;
using Microsoft.Extensions.Options;
using RiskFunctions.LocalHost.Sandbox;
using RiskFunctions.LocalHost.Topology;

namespace RiskFunctions.LocalHost.Commands;

/// <summary>Turns what a person can mend into words on standard error; everything else keeps its stack trace.</summary>
internal static class CommandFault
{
    public static async Task<int> GuardAsync(Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (OptionsValidationException e)
        {
            return await SayAsync(e.Failures);
        }
        catch (Exception e) when (Words(e) is { } words)
        {
            return await SayAsync([words]);
        }
    }

    private static string? Words(Exception exception) => exception switch
    {
        SandboxConfigurationException or TopologyException or FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException => exception.Message,
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } => $"{exception.Message} Choose another with --port.",
        HttpRequestException { InnerException: SocketException } => $"No answer: {exception.Message} Is `up` running there?",
        InvalidOperationException { InnerException: FormatException } => exception.Message,
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
