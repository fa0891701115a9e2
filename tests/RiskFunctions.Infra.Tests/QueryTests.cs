using RiskFunctions.Infra.Tests.Contract;
using RiskFunctions.Infra.Tests.Tools;

namespace RiskFunctions.Infra.Tests;

/// <summary>The queries of workbook and alerts against the log events and metrics that the code writes.</summary>
public sealed class QueryTests
{
    /// <summary>Every event that a query may count on.</summary>
    private static readonly string[] Events =
    [
        "CircuitClosed", "CircuitOpened", "CredentialRefused", "MessageAbandoned", "MessageDeadLettered", "MeterStoreBack", "MeterStoreDown", "MinuteClosed",
        "RequestAccepted", "RequestFailed", "RequestThrottled", "SecurityEventAccepted", "SecurityEventFailed", "SecurityEventThrottled", "SignalsSuppressed",
    ];

    /// <summary>Metrics of Service Bus that a diagnostic setting exports; the counts of waiting and dead-lettered messages are not among them.</summary>
    private static readonly string[] Exported =
        ["AbandonMessage", "CompleteMessage", "IncomingMessages", "OutgoingMessages", "ServerErrors", "ThrottledRequests", "UserErrors"];

    private static readonly IReadOnlyList<string> Paths = Repository.Find("infra/monitoring", "*.kql");

    public static TheoryData<string> Queries => [.. Paths];

    [Fact]
    public void Queries_name_every_event_of_the_list() =>
        Assert.Equal(Events, Paths.SelectMany(path => EventsOf(Repository.Read(path))).Distinct().Order());

    [Theory]
    [MemberData(nameof(Queries))]
    public void Events_of_a_query_are_written_by_the_code(string path)
    {
        Assert.NotEmpty(CodeLogs.Templates);
        Assert.All(
            EventsOf(Repository.Read(path)),
            name => Assert.True(CodeLogs.Templates.Contains(name), $"{path} reads {name}, which nothing under src writes"));
    }

    // Application Insights files a log that carries an exception under AppExceptions.
    [Fact]
    public void Events_with_an_exception_are_read_from_their_own_table()
    {
        Assert.Contains("MessageNotSettled", CodeLogs.WithException);
        Assert.All(
            Paths.Select(Repository.Read).Where(query => EventsOf(query).Intersect(CodeLogs.WithException).Any()),
            query => Assert.Contains("AppExceptions", query));
    }

    [Theory]
    [MemberData(nameof(Queries))]
    public void Minute_of_the_text_is_found(string path)
    {
        var query = Repository.Read(path);
        if (query.Contains("Clock = "))
        {
            var pattern = Assert.Single(Pattern.Matches(query, """Clock = extract\(@"([^"]+)", 1, Message\)"""));
            Assert.All(CodeLogs.Templates["MinuteClosed"], template => Assert.Equal("09:41", Pattern.First(CodeLogs.Render(template), pattern)));
        }
    }

    [Theory]
    [MemberData(nameof(Queries))]
    public void Metrics_of_a_query_are_made_by_the_code(string path)
    {
        var sources = string.Concat(Repository.Find("src", "*.cs").Select(Repository.Read));
        if (sources.Contains("CreateHistogram"))
        {
            Assert.All(Pattern.Matches(Repository.Read(path), "\"(riskfunctions\\.[\\w.]+)\""), name => Assert.Contains($"\"{name}\"", sources));
        }
    }

    [Theory]
    [MemberData(nameof(Queries))]
    public void Metrics_of_the_broker_are_those_that_reach_the_workspace(string path)
    {
        var names = Pattern.Matches(Repository.Read(path), @"MetricName (?:==|=~|in) (.+)$").SelectMany(line => Pattern.Matches(line, "\"(\\w+)\""));

        Assert.All(names, name => Assert.Contains(name, Exported));
    }

    // One invalid signal alone is dead-lettered, and the app is as healthy as it can be.
    [Fact]
    public void Dead_lettered_message_counts_as_one_that_left()
    {
        var query = Repository.Read("infra/monitoring/alerts/nothing-leaves.kql");

        Assert.Matches(
            @"EventName\) == ""MessageDeadLettered""\s+\| project In = 0\.0, Out = 1\.0\)\s+"
            + @"\| summarize In = sum\(In\), Out = sum\(Out\)\s+\| where In > 0 and Out == 0",
            query);
    }

    // With users only, nothing is ever accepted of addresses; with both, accepted addresses must not hide that users are held.
    [Fact]
    public void Each_destination_is_judged_by_what_is_accepted_of_it()
    {
        var query = Repository.Read("infra/monitoring/alerts/nothing-accepted.kql");

        Assert.Contains("IsAccepted = Event in (\"RequestAccepted\", \"SecurityEventAccepted\")", query);
        Assert.Contains("startswith \"SecurityEvent\" or Message contains \"security events:\", \"users\"", query);
        Assert.Contains("startswith \"Request\" or Message contains \"risk events:\", \"addresses\"", query);
        Assert.Matches(@"not\(IsAccepted\)\) by Destination\s+\| where Accepted == 0 and Last - First >= 10m", query);
    }

    [Theory]
    [InlineData("risk events")]
    [InlineData("security events")]
    public void Words_by_which_an_alert_knows_a_destination_are_those_of_the_code(string words) =>
        Assert.Contains($"= \"{words}\";", Repository.Read("src/RiskFunctions.Core/Delivery/Sending/OktaCircuit.cs"));

    [Fact]
    public void Every_query_is_loaded()
    {
        var loaded = Repository.Read("infra/modules/workbook.bicep") + Repository.Read("infra/modules/alerts.bicep");

        Assert.All(Paths, path => Assert.Contains($"'../{path["infra/".Length..]}'", loaded));
    }

    private static IEnumerable<string> EventsOf(string query) =>
        Pattern.Matches(query, @"EventName\) (?:==|in) (.+)$").SelectMany(names => Pattern.Matches(names, "\"(\\w+)\""));
}
