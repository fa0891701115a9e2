using System.CommandLine;
using RiskFunctions.Simulation;

var scenario = new Option<string>("--scenario") { Description = "Only rows whose name contains this.", DefaultValueFactory = _ => string.Empty };
var hours = new Option<double>("--hours") { Description = "Simulated hours for each row.", DefaultValueFactory = _ => 1 };
var seed = new Option<int>("--seed") { Description = "The same seed gives the same table.", DefaultValueFactory = _ => 1 };
var root = new RootCommand("Runs meter, filling and packing of many instances over hours of simulated traffic and prints what an Okta would see.")
{
    scenario,
    hours,
    seed,
};
root.SetAction(parsed =>
{
    Console.WriteLine(ResultTable.Head);
    foreach (var row in Scenarios.All.Where(s => s.Name.Contains(parsed.GetValue(scenario)!, StringComparison.OrdinalIgnoreCase)))
    {
        var result = new SimulationRun(row, parsed.GetValue(seed)).Run(TimeSpan.FromHours(parsed.GetValue(hours)));
        Console.WriteLine(ResultTable.Row(result));
    }
});
return await root.Parse(args).InvokeAsync();
