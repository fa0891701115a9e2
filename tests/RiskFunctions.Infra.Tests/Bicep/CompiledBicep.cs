using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using RiskFunctions.Infra.Tests.Tools;

namespace RiskFunctions.Infra.Tests.Bicep;

/// <summary>
/// The templates in the hands of Azure's own compiler. It also evaluates a template for given parameters, as far as that is possible
/// without Azure: what a deployment would ask for. Works on a copy of infra, because it writes beside its input.
/// </summary>
public sealed class CompiledBicep : IDisposable
{
    public const string Main = "main.bicep";

    private readonly string _folder = Directory.CreateTempSubdirectory("riskfunctions-infra-").FullName;
    private readonly ConcurrentDictionary<string, Lazy<Task<Deployment>>> _deployments = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<Task<ProcessRun>>> _builds = new(StringComparer.Ordinal);
    private int _scenarios;

    public CompiledBicep()
    {
        foreach (var path in Repository.Find("infra", "*").Where(path => !path.StartsWith("infra/verify/")))
        {
            var target = Path.Combine(_folder, path["infra/".Length..]);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(Path.Combine(Repository.Root, path), target);
        }
    }

    /// <summary>Every file that is deployed by itself, relative to infra.</summary>
    public static TheoryData<string> Entries => [Main, .. Playbooks];

    public static IReadOnlyList<string> Playbooks => ["playbooks/sentinel-incident/main.bicep", "playbooks/sentinel-alert/main.bicep"];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Compiles a file; warnings stand in the errors, and the exit code is 0 all the same.</summary>
    internal Task<ProcessRun> BuildAsync(string entry) => _builds.GetOrAdd(entry, _ => new(() => RunAsync(["build", entry, "--stdout"], []))).Value;

    /// <summary>A part of the compiled main template: its parameters or its outputs.</summary>
    internal async Task<JsonObject> MainAsync(string part) => JsonNode.Parse((await BuildAsync(Main)).Output)![part]!.AsObject();

    /// <summary>What `azd provision` asks for with these values of its environment. Evaluated once for the same values.</summary>
    internal Task<Deployment> ProvisionAsync(params (string Name, string Value)[] values) =>
        _deployments.GetOrAdd(string.Join('\n', values), _ => new(async () =>
        {
            var (run, snapshot) = await TryProvisionAsync(values);
            Assert.True(run.ExitCode == 0, run.Errors);
            return Deployment.Read(snapshot!);
        })).Value;

    /// <summary>The same without a claim that it works. The snapshot is null when it does not.</summary>
    internal async Task<(ProcessRun Run, string? Snapshot)> TryProvisionAsync(params (string Name, string Value)[] values)
    {
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["AZURE_ENV_NAME"] = "test",
            ["AZURE_LOCATION"] = "westeurope",
            ["OKTA_ORG_URL"] = "https://example.okta.com",
        };
        foreach (var (name, value) in values)
        {
            environment[name] = value;
        }

        return await SnapshotAsync(await File.ReadAllTextAsync(Path.Combine(_folder, "main.bicepparam")), environment, []);
    }

    /// <summary>What deploying a playbook into the resource group rg-sentinel asks for.</summary>
    internal Task<Deployment> DeployPlaybookAsync(string entry, string namespaceName) =>
        _deployments.GetOrAdd($"{entry} {namespaceName}", _ => new(async () =>
        {
            var parameters = $"""
                using './{entry}'
                param serviceBusNamespaceName = '{namespaceName}'
                param serviceBusResourceGroupName = 'rg-riskfunctions'
                param workspaceName = 'sentinel'
                param actionGroupId = '/actionGroups/soc'
                """;
            var (run, snapshot) = await SnapshotAsync(parameters, [], ["--resource-group", "rg-sentinel"]);
            Assert.True(run.ExitCode == 0, run.Errors);
            return Deployment.Read(snapshot!);
        })).Value;

    private async Task<(ProcessRun Run, string? Snapshot)> SnapshotAsync(string parameters, Dictionary<string, string?> environment, string[] options)
    {
        var name = $"scenario-{Interlocked.Increment(ref _scenarios)}";
        await File.WriteAllTextAsync(Path.Combine(_folder, name + ".bicepparam"), parameters);
        string[] arguments =
        [
            "snapshot", name + ".bicepparam", "--mode", "overwrite", "--location", "westeurope", "--deployment-name", "test",
            "--subscription-id", Deployment.SubscriptionId, "--tenant-id", "00000000-0000-0000-0000-000000000002", .. options,
        ];
        var run = await RunAsync(arguments, environment);
        var written = Path.Combine(_folder, name + ".snapshot.json");
        return (run, File.Exists(written) ? await File.ReadAllTextAsync(written) : null);
    }

    private Task<ProcessRun> RunAsync(IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string?>> environment) =>
        ProcessRun.StartAsync(ToolPackage.Bicep, arguments, _folder, environment);
}
