using RiskFunctions.Verify;

namespace RiskFunctions.Infra.Tests.Verify;

/// <summary>Plays a recording, and notes what was asked. A question without an answer fails the test.</summary>
internal sealed class RecordedCommandLine(RecordedAzure azure) : ICommandLine
{
    private readonly List<string> _asked = [];

    public IReadOnlyList<string> Asked => _asked;

    /// <summary>Called with each command before it is answered: a place to change what comes next.</summary>
    public Action<string> OnAsked { get; set; } = _ => { };

    public Task<string> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var words = string.Join(' ', arguments);
        _asked.Add($"{program} {words}");
        OnAsked(words);
        var answer = azure.Answers.FirstOrDefault(answer => answer.Fits(program, words))
            ?? throw new InvalidOperationException($"No answer is recorded for: {program} {words}");
        return answer.ExitCode == 0
            ? Task.FromResult(answer.Answer)
            : Task.FromException<string>(new CommandException($"{program} {arguments[0]}", answer.Answer));
    }
}
