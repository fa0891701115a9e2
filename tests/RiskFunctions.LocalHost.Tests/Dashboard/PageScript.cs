using System.Diagnostics;
using System.Text.Json;

namespace RiskFunctions.LocalHost.Tests.Dashboard;

/// <summary>The script of the dashboard, without its page: its functions can be called one by one.</summary>
internal static class PageScript
{
    /// <summary>The value of a JavaScript expression that may call the script's functions.</summary>
    public static async Task<JsonElement> EvaluateAsync(string expression)
    {
        using var stream = typeof(RiskFunctions.LocalHost.Hosting.LocalStack).Assembly.GetManifestResourceStream("Dashboard/dashboard.html")!;
        using var reader = new StreamReader(stream);
        var script = (await reader.ReadToEndAsync()).Split("<script nonce=\"{{nonce}}\">")[1].Split("</script>")[0];

        // The lines that start it want a page.
        script = script[..script.LastIndexOf("say('zone'", StringComparison.Ordinal)];
        var start = new ProcessStartInfo("node", ["-"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["TZ"] = "UTC";
        using var node = Process.Start(start)!;
        await node.StandardInput.WriteAsync($"{script};\nconsole.log(JSON.stringify({expression}));");
        node.StandardInput.Close();
        var (output, error) = (node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
        await node.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
        Assert.Equal("", await error);
        using var json = JsonDocument.Parse(await output);
        return json.RootElement.Clone();
    }
}
