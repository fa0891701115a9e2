using System.ComponentModel;
using System.Diagnostics;

namespace RiskFunctions.Verify;

/// <summary>
/// Starts the real programs. On Windows az is a batch file, and cmd reads some characters for itself: no argument may hold one of
/// <c>&amp; | &lt; &gt; ^ %</c>. So there is no --query here; answers are read as JSON.
/// </summary>
internal sealed class CommandLine : ICommandLine
{
    public async Task<string> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(OperatingSystem.IsWindows() && program == "az" ? "az.cmd" : program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var command = string.Join(' ', arguments.TakeWhile(argument => !argument.StartsWith('-')).Prepend(program));
        try
        {
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0 ? output : throw new CommandException(command, OneLine(await errors));
        }
        catch (Win32Exception missing)
        {
            throw new CommandException(command, $"{program} could not be started ({missing.Message}). Is it installed and on the PATH?");
        }
    }

    private static string OneLine(string text) => string.Join(' ', text.Split((char[])['\r', '\n', ' '], StringSplitOptions.RemoveEmptyEntries));
}
