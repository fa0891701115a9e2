namespace RiskFunctions.Verify;

/// <summary>The programs az and azd, whose signing in is used.</summary>
internal interface ICommandLine
{
    /// <summary>What the program printed.</summary>
    /// <exception cref="CommandException">It could not be started, or ended with a fault.</exception>
    Task<string> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken);
}
