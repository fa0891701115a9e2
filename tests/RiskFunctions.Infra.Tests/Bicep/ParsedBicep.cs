using System.Text.Json;

namespace RiskFunctions.Infra.Tests.Bicep;

/// <summary>Every Bicep file of the repository, parsed once for all tests.</summary>
public sealed class ParsedBicep : IAsyncLifetime
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { MaxDepth = 512 };

    public IReadOnlyList<BicepFile> Files { get; private set; } = [];

    public BicepFile this[string path] => Files.Single(file => file.Path == path);

    public async Task InitializeAsync()
    {
        // Without npm every test that needs this is skipped: see NeedsNpmFactAttribute.
        if (BicepParser.IsAvailable)
        {
            Files = await ParseAsync([.. Repository.Find("infra", "*.bicep"), .. Repository.Find("infra", "*.bicepparam")]);
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public static async Task<IReadOnlyList<BicepFile>> ParseAsync(IReadOnlyList<string> paths)
    {
        var output = await BicepParser.RunAsync(paths);
        var files = JsonSerializer.Deserialize<IReadOnlyList<BicepFile>>(output, Json)!;
        return [.. files.Select(file => file with { Path = Path.GetRelativePath(Repository.Root, file.Path).Replace('\\', '/') })];
    }
}
