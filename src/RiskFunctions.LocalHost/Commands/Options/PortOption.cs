using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using RiskFunctions.LocalHost.Sandbox;

namespace RiskFunctions.LocalHost.Commands.Options;

/// <summary>A port of 127.0.0.1, as an option.</summary>
internal static class PortOption
{
    private const int Highest = 65535;

    public static Option<int> Of(string name, string description, int standard) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => standard,
        CustomParser = Parse,
    };

    /// <summary>Null when it is not given.</summary>
    public static Option<int?> Optional(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result => Parse(result),
    };

    /// <summary>Where the sandbox listens unless told; a free port when the host itself takes a free one.</summary>
    /// <exception cref="SandboxConfigurationException">There is no port after it.</exception>
    public static int After(int port)
    {
        SandboxConfigurationException.ThrowUnless(
            port < Highest, $"--port {Highest} is the last there is, and the sandbox takes the one after it: give it another with --sandbox-port.");
        return port == 0 ? 0 : port + 1;
    }

    private static int Parse(ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= Highest)
        {
            return port;
        }

        result.AddError($"{(result.Parent as OptionResult)?.Option.Name} takes a port, 0 to {Highest}, and not '{text}'.");
        return 0;
    }
}
