using RiskFunctions.Checks;
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

        if (explanation.Addresses.Count + explanation.Users.Count > 0)
        {
            var table = new Table().Border(TableBorder.Simple).AddColumns("Address or user", "Level", "Time", "Text, or why it is left out");
            foreach (var address in explanation.Addresses)
            {
                Add(table, address.Address, address.Level, address.Timestamp, address.Text, address.LeftOut, address.Why, address.Field);
            }

            foreach (var user in explanation.Users)
            {
                Add(table, user.User ?? "no name that can be used", user.Level ?? user.Event, user.Timestamp, user.Text, user.LeftOut, user.Why, user.Field);
            }

            AnsiConsole.Write(table);
        }

        foreach (var line in ExplanationLines.Tail(explanation))
        {
            Console.WriteLine(line);
        }
    }

    private static void Add(
        Table table, string subject, string? level, DateTimeOffset? time, string? text, string? leftOut, string? why, string? field) => table.AddRow(
        new Text(TerminalText.Line(subject)),
        new Text(level ?? "left out"),
        new Text(ExplanationLines.Time(time)),
        new Text(TerminalText.Line(leftOut is null ? text ?? string.Empty : $"{leftOut}: {why}{(field is null ? string.Empty : $" ({field})")}")));
}
