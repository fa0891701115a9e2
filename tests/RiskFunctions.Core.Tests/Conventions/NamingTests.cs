using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace RiskFunctions.Core.Tests.Conventions;

public sealed class NamingTests
{
    private static readonly string[] EmptyWords = ["Manager", "Helper", "Helpers", "Util", "Utils", "Service", "Base"];

    // Every assembly of ours that these tests can load: Core, and by way of the test kit Azure and LocalHost.
    private static readonly Assembly[] Assemblies =
    [
        typeof(ServiceCollectionExtensions).Assembly,
        Assembly.Load("RiskFunctions.Azure"),
        Assembly.Load("RiskFunctions.LocalHost"),
    ];

    [Fact]
    public void Types_have_no_empty_word_for_a_role() =>
        Assert.Empty(Types().Where(t => EmptyWords.Any(w => t.Name.EndsWith(w))).Select(t => t.FullName));

    [Fact]
    public void Log_event_ids_start_at_one_and_are_used_once_in_a_class() =>
        Assert.Empty(LogMethods().Where(ids => ids.Any(m => m.EventId < 1) || ids.DistinctBy(m => m.EventId).Count() != ids.Count()).Select(ids => ids.Key));

    [Fact]
    public void Log_events_have_names_used_once_in_a_class() =>
        Assert.Empty(
            LogMethods().Where(ids => ids.Any(m => string.IsNullOrEmpty(m.EventName)) || ids.DistinctBy(m => m.EventName).Count() != ids.Count())
                .Select(ids => ids.Key));

    [Fact]
    public void Log_events_of_core_are_found_at_all() =>
        Assert.Contains(LogMethods(), ids => ids.Key == "RiskFunctions.Delivery.Sending.OktaCircuit" && ids.Count() == 3);

    private static IEnumerable<Type> Types() =>
        Assemblies.SelectMany(a => a.GetTypes())
            .Where(t => t.Namespace?.StartsWith("RiskFunctions") == true && t.GetCustomAttribute<CompilerGeneratedAttribute>() is null);

    private static IEnumerable<IGrouping<string, LoggerMessageAttribute>> LogMethods() =>
        from type in Types()
        from method in type.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        let attribute = method.GetCustomAttribute<LoggerMessageAttribute>()
        where attribute is not null
        group attribute by type.FullName!;
}
