using System.CommandLine;
using Microsoft.Extensions.Options;
using RiskFunctions.Azure;
using RiskFunctions.Checks;
using RiskFunctions.LocalHost.Hosting;

namespace RiskFunctions.LocalHost.Commands;

/// <summary><c>check</c>: tries the way to Okta with the settings, step by step, and says what to do where it fails.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var address = new Option<string?>("--send-test-event")
        {
            Description =
                $"Post one LOW event for this address, which must be one for documentation: {DocumentationAddress.Networks}. " +
                "With SecurityEvents:Enabled also one token about a user of example.invalid, a domain that nobody has. " +
                "Without risk events no address is needed.",
            HelpName = "IP",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var keySet = new Option<Uri?>("--jwks-url")
        {
            Description = "Where the public keys of security events are, when the issuer's own configuration does not say so.",
            CustomParser = result => Uri.TryCreate(result.Tokens.Single().Value, UriKind.Absolute, out var url) ? url : null,
            HelpName = "URL",
        };
        var command = new Command("check", "Checks settings, credential, signing key and access to the org in Okta__OrgUrl. Sends no event unless told to.")
        {
            address, keySet,
        };
        command.SetAction((result, stop) => CommandFault.GuardAsync(() =>
        {
            var settings = new ConfigurationManager();
            FlowSettings.Add(settings, new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase), readEnvironment: true);
            var isAsked = result.GetResult(address) is { Implicit: false };
            return RunAsync(settings, isAsked ? result.GetValue(address) ?? string.Empty : null, Console.Out, services: null, stop, result.GetValue(keySet));
        }));
        return command;
    }

    /// <param name="testAddress">For the test event; null sends nothing, and an empty text only a test token.</param>
    /// <param name="services">Registrations that win over the flow's own; null for none.</param>
    public static async Task<int> RunAsync(
        IConfiguration settings,
        string? testAddress,
        TextWriter output,
        Action<IServiceCollection>? services,
        CancellationToken cancellationToken,
        Uri? keySet = null)
    {
        DocumentationAddress? address = null;
        if (!string.IsNullOrEmpty(testAddress) && !DocumentationAddress.TryParse(testAddress, out address))
        {
            return await CannotStartAsync(
                output,
                [
                    $"--send-test-event takes an address for documentation only ({DocumentationAddress.Networks}): " +
                    "an event for a real one would count against its users.",
                ]);
        }

        var collection = new ServiceCollection();
        collection.AddLogging();
        services?.Invoke(collection);
        collection.AddRiskFunctionsAzure(settings);
        collection.AddRiskFunctionsCore(settings);
        await using var provider = collection.BuildServiceProvider();
        if (FaultsOfSettings(provider) is { Count: > 0 } faults)
        {
            return await CannotStartAsync(output, faults);
        }

        if (testAddress is { Length: 0 } && provider.GetRequiredService<IOptions<RiskEvents.RiskEventsOptions>>().Value.Enabled)
        {
            return await CannotStartAsync(
                output, [$"--send-test-event needs an address for documentation ({DocumentationAddress.Networks}) while RiskEvents:Enabled is true."]);
        }

        var scope = new CheckScope { TestAddress = address, SendTestToken = testAddress is not null, KeySet = keySet };
        await output.WriteLineAsync($"✓ Settings: valid; the org is {provider.GetRequiredService<IOptions<Okta.OktaOptions>>().Value.OrgUrl}");
        var failed = false;
        await foreach (var step in provider.GetRequiredService<IConnectionCheck>().RunAsync(scope, cancellationToken))
        {
            failed |= step is CheckStep.Failed;
            await WriteAsync(output, step);
        }

        return failed ? ExitCode.Failed : ExitCode.Ok;
    }

    private static IReadOnlyList<string> FaultsOfSettings(ServiceProvider provider)
    {
        try
        {
            provider.GetRequiredService<IStartupValidator>().Validate();
            return [];
        }
        catch (OptionsValidationException e)
        {
            return [.. e.Failures];
        }
        catch (AggregateException e) when (e.InnerExceptions.All(inner => inner is OptionsValidationException))
        {
            return [.. e.InnerExceptions.Cast<OptionsValidationException>().SelectMany(inner => inner.Failures)];
        }
        catch (InvalidOperationException e) when (e.InnerException is FormatException or ArgumentException)
        {
            // The binder's exception: a value is no number, time or address.
            return [e.Message];
        }
    }

    private static async Task<int> CannotStartAsync(TextWriter output, IEnumerable<string> faults)
    {
        foreach (var fault in faults.Distinct(StringComparer.Ordinal))
        {
            await WriteAsync(output, new CheckStep.Failed("Settings", fault));
        }

        return ExitCode.CannotStart;
    }

    private static async Task WriteAsync(TextWriter output, CheckStep step)
    {
        var (mark, text, fix) = step switch
        {
            CheckStep.Passed passed => ("✓", passed.Detail, null),
            CheckStep.Failed failed => ("✗", failed.Reason, failed.Fix),
            CheckStep.NotDone notDone => ("-", notDone.Why, null),
            _ => throw new InvalidOperationException($"{step.GetType().Name} is not in the table."),
        };
        await output.WriteLineAsync(Printable($"{mark} {step.Name}: {text}"));
        if (fix is not null)
        {
            await output.WriteLineAsync(Printable($"  Fix: {fix}"));
        }
    }

    // Some words come from a server; control characters could rewrite the operator's screen.
    private static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));
}
