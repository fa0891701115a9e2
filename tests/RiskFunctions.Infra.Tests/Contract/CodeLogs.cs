using System.Text.RegularExpressions;

namespace RiskFunctions.Infra.Tests.Contract;

/// <summary>The log events that the code writes: name -> message template. Read from the sources, because the names are a contract with the queries.</summary>
internal static class CodeLogs
{
    private const string Declaration = """\[LoggerMessage\([^"\]]*(?:"(?<template>(?:[^"\\]|\\.)*)"[\s+]*)+[^\]]*?EventName\s*=\s*"(?<name>\w+)""";

    private const string Body = @"""[^\]]*\]\s+(?:private|internal|public) (?:static )?partial void \w+\(";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public static ILookup<string, string> Templates { get; } = Repository.Find("src", "*.cs")
        .Select(Repository.Read)
        .SelectMany(text => Regex.Matches(text, Declaration, RegexOptions.ExplicitCapture, Limit))
        .ToLookup(match => match.Groups["name"].Value, match => string.Concat(match.Groups["template"].Captures));

    /// <summary>Names of those that are written with an exception. Such a log is a row of AppExceptions and not of AppTraces.</summary>
    public static IReadOnlyList<string> WithException { get; } = [.. Repository.Find("src", "*.cs")
        .Select(Repository.Read)
        .SelectMany(text => Regex.Matches(text, Declaration + Body + @"[^)]*Exception \w+", RegexOptions.ExplicitCapture, Limit))
        .Select(match => match.Groups["name"].Value)];

    /// <summary>A template with its placeholders filled.</summary>
    public static string Render(string template) =>
        Regex.Replace(template, @"\{(?<name>\w+)[^}]*\}", match => Value(match.Groups["name"].Value), RegexOptions.ExplicitCapture, Limit);

    /// <summary>The text that stands for a placeholder: of the shape that the code gives it, and different for each number.</summary>
    public static string Value(string placeholder) => placeholder switch
    {
        "Minute" => "09:41",
        "Lane" => "High",
        "Waiting" => "HIGH,LOW",
        "Reason" => "RejectedByOkta",
        _ => (100 + placeholder.Sum(letter => letter)).ToString(System.Globalization.CultureInfo.InvariantCulture),
    };
}
