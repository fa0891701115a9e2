namespace RiskFunctions.Infra.Tests.Verify;

/// <summary>What a command answers whose words begin with these and hold the others in this order.</summary>
internal sealed record RecordedAnswer(string Program, string Words, string Answer, int ExitCode = 0)
{
    public bool Fits(string program, string arguments)
    {
        if (program != Program)
        {
            return false;
        }

        var position = 0;
        foreach (var part in Words.Split('*'))
        {
            position = arguments.IndexOf(part, position, StringComparison.Ordinal);
            if (position < 0)
            {
                return false;
            }

            position += part.Length;
        }

        return true;
    }
}
