namespace RiskFunctions.Verify;

/// <summary>A command did not do what it was asked.</summary>
internal sealed class CommandException(string command, string said) : Exception($"{command}: {said}")
{
    /// <summary>What it printed on its error stream, on one line.</summary>
    public string Said => said;
}
