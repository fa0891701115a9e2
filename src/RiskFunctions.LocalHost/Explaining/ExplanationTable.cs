using RiskFunctions.Checks;
using RiskFunctions.LocalHost.Commands;
using Spectre.Console;

namespace RiskFunctions.LocalHost.Explaining;

/// <summary>An explanation as a person at a terminal sees it.</summary>
internal static class ExplanationTable
{
    public static void Show(MessageExplanation explanation)
    {
        foreach (var line in ExplanationLines.Head(explanation))
        {
            Console.WriteLine(line);
        }

        if (explanation.Addresses.Count > 0)
        {
            var table = new Table().Border(TableBorder.Simple).AddColumns("Address", "Level", "Time", "Text, or why it is left out");
            foreach (var address in explanation.Addresses)
            {
                table.AddRow(
                    new Text(address.Address),
                    new Text(address.Level ?? "left out"),
                    new Text(ExplanationLines.Time(address.Timestamp)),
                    new Text(TerminalText.Line(address.LeftOut is null ? address.Text ?? string.Empty : $"{address.LeftOut}: {address.Why} ({address.Field})")));
            }

            AnsiConsole.Write(table);
        }

        foreach (var line in ExplanationLines.Tail(explanation))
        {
            Console.WriteLine(line);
        }
    }
}
