using System.CommandLine;
using System.Text;
using RiskFunctions.Verify;

var before = new Option<bool>("--before-provision")
{
    Description = "Only: are the values of the azd environment usable? (azd runs this before it provisions.)",
};
var after = new Option<bool>("--after-provision")
{
    Description = "Only what stands before the app is deployed: rules of the lanes, role assignments, credential. (azd runs this after it provisioned.)",
};
var send = new Option<bool>("--send-test-signal")
{
    Description = "Also send one LOW signal of a documentation address into each lane, and follow it to what becomes of it.",
};
var root = new RootCommand(
    "Looks whether the deployment in Azure is what the templates ask for. Needs az, signed in; names come from the azd environment.")
{
    before, after, send,
};

root.SetAction(async (result, stop) =>
{
    Console.OutputEncoding = Encoding.UTF8;
    using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
    var verification = new Verification(new CommandLine(), http, TimeProvider.System, Environment.GetEnvironmentVariable, Console.Out);
    return await (result.GetValue(before) ? verification.BeforeProvisionAsync(stop)
        : result.GetValue(after) ? verification.AfterProvisionAsync(stop)
        : verification.AllAsync(result.GetValue(send), stop));
});

return await root.Parse(args).InvokeAsync();
