using System.CommandLine;
using System.CommandLine.Invocation;
using RiskFunctions.LocalHost.Commands;
using RiskFunctions.LocalHost.Commands.DeadLetters;
using RiskFunctions.LocalHost.Commands.Send;

var root = new RootCommand("RiskFunctions on one machine: a Service Bus-like broker, the delivery to Okta, an Okta sandbox and a dashboard, all on 127.0.0.1.")
{
    DemoCommand.Create(),
    UpCommand.Create(),
    SendCommand.Create(),
    WorkerCommand.Create(),
    DeadLettersCommand.Create(),
    CheckCommand.Create(),
    ExplainCommand.Create(),
};

// Commands that run for long end by themselves on Ctrl+C and SIGTERM, in order and in time.
var command = root.Parse(args);
if (command.Action is ParseErrorAction fault)
{
    // The words on what is wrong would scroll away under the whole help.
    fault.ShowHelp = false;
}

var exitCode = await command.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
return command.Action is ParseErrorAction ? ExitCode.CannotStart : exitCode;
