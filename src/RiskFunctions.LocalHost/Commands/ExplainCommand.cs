using System.CommandLine;
using RiskFunctions.Checks;
using RiskFunctions.LocalHost.Explaining;
using RiskFunctions.LocalHost.Hosting;
using RiskFunctions.Signals;
using Spectre.Console;

namespace RiskFunctions.LocalHost.Commands;

/// <summary><c>explain</c>: tells what a message would become. Sends nothing and needs no running broker.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file")
        {
            Description = "A file with the body of one message, as a playbook or pipeline would send it; - reads standard input.",
        };
        var json = new Option<bool>("--json") { Description = "Print the same as JSON." };
        var command = new Command(
            "explain",
            "Prints what a message would become: its format, each address and user with its level or why it is left out, " +
            "the events for Okta, or the dead-letter reason. Sends nothing.")
        {
            file, json,
        };
        command.SetAction((result, stop) => CommandFault.GuardAsync(async () =>
        {
            var settings = new ConfigurationManager();
            FlowSettings.Add(settings, new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase), readEnvironment: true);
            var explanation = Explain(await SignalFile.ReadAsync(result.GetRequiredValue(file), stop), settings);
            if (result.GetValue(json))
            {
                Console.WriteLine(ExplanationJson.Write(explanation));
            }
            else if (AnsiConsole.Profile.Capabilities.Interactive && !Console.IsOutputRedirected)
            {
                ExplanationTable.Show(explanation);
            }
            else
            {
                foreach (var line in ExplanationLines.Of(explanation))
                {
                    Console.WriteLine(line);
                }
            }

            return ExitCode.Ok;
        }));
        return command;
    }

    /// <summary>The flow's own reading, with the settings under <c>Signals</c>, <c>RiskEvents</c>, <c>SecurityEvents</c> and <c>Delivery</c>.</summary>
    public static MessageExplanation Explain(ReadOnlyMemory<byte> body, IConfiguration settings)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddRiskFunctionsCore(settings);
        using var provider = services.BuildServiceProvider();
        var time = provider.GetRequiredService<TimeProvider>();
        return provider.GetRequiredService<IMessageExplanation>()
            .Explain(new SignalMessage { MessageId = "explained", Body = body, EnqueuedAt = time.GetUtcNow() });
    }
}
