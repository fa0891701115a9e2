namespace RiskFunctions.Verify;

/// <summary>The looks in their order, printed as they come. Ends with 0 without a fault, else with 1.</summary>
internal sealed class Verification(ICommandLine line, HttpClient http, TimeProvider time, Func<string, string?> environment, TextWriter output)
{
    public Task<int> BeforeProvisionAsync(CancellationToken cancellationToken) =>
        GuardAsync(async () => await PrintAsync([.. new EnvironmentValues(environment).Check(), await new Cloud(line).CheckAsync(cancellationToken)]));

    public Task<int> AfterProvisionAsync(CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        var deployed = await Deployed.LoadAsync(line, environment, cancellationToken);
        return await ResourcesAsync(deployed, cancellationToken);
    });

    public Task<int> AllAsync(bool sendTestSignals, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        var deployed = await Deployed.LoadAsync(line, environment, cancellationToken);
        var isRight = await ResourcesAsync(deployed, cancellationToken);
        isRight &= await PrintAsync(await new Functions(line, deployed, time).CheckAsync(cancellationToken));
        if (sendTestSignals && !isRight)
        {
            return await PrintAsync([new Finding.Fault("Test signals: not sent, because they would not arrive", "Repair the above first.")]);
        }

        return sendTestSignals ? await PrintAsync(await new TestSignals(line, http, deployed, time).SendAsync(cancellationToken)) : isRight;
    });

    private async Task<bool> ResourcesAsync(Deployed deployed, CancellationToken cancellationToken)
    {
        var isRight = await PrintAsync(await new LaneRules(line, deployed).CheckAsync(cancellationToken));
        isRight &= await PrintAsync(await new RoleAssignments(line, deployed).CheckAsync(cancellationToken));
        isRight &= await PrintAsync(await new StaticWebsite(line, deployed).CheckAsync(cancellationToken));
        return isRight & await PrintAsync(await new Credential(line, deployed).CheckAsync(cancellationToken));
    }

    /// <summary>True when none of them is a fault.</summary>
    private async Task<bool> PrintAsync(IReadOnlyList<Finding> findings)
    {
        foreach (var finding in findings)
        {
            var (mark, toDo) = finding switch
            {
                Finding.Fine => ("✓", null),
                Finding.Hint hint => ("!", hint.ToDo),
                Finding.Fault fault => ("✗", fault.ToDo),
                _ => throw new InvalidOperationException($"No mark for {finding.GetType()}."),
            };
            await output.WriteLineAsync($"{mark} {finding.What}");
            if (toDo is not null)
            {
                await output.WriteLineAsync($"  {toDo}");
            }
        }

        return !findings.OfType<Finding.Fault>().Any();
    }

    private async Task<int> GuardAsync(Func<Task<bool>> looks)
    {
        try
        {
            return await looks() ? 0 : 1;
        }
        catch (CommandException fault)
        {
            await PrintAsync([new Finding.Fault(
                fault.Message,
                "Are you signed in (az login), with the right subscription, and may you read the resource group? docs/permissions.md, People.")]);
            return 1;
        }
    }
}
