using System.Text.RegularExpressions;

namespace RiskFunctions.Core.Tests.Conventions;

/// <summary>The rooms of a folder stand in an order, and each knows only what stands before it.</summary>
/// <remarks>Sources are read, not assemblies: constants leave no trace in IL.</remarks>
public sealed class RoomTests
{
    private const int MostFiles = 15;

    // Rooms, and between or behind them files of the folder that know some of its rooms. All its other files stand first, or where the star is.
    private static readonly Folder[] Folders =
    [
        // The rooms of Core are the steps of the flow.
        new("RiskFunctions.Core", "Secrets Signals RiskEvents Okta Metering SecurityEvents Delivery Checks *"),
        new("RiskFunctions.Core/Signals", "Results Json Addresses Screening Evidence Formats ISignalReader SignalReader SignalServiceCollectionExtensions"),
        new("RiskFunctions.Core/Signals/Formats", "Plain Users Alerts Envelopes NeighbourFormats FormatTable"),
        new("RiskFunctions.Core/RiskEvents", "Text RiskRequestBody"),
        new("RiskFunctions.Core/Okta", "Answers OAuth RiskEventClient OktaRegistration"),
        new("RiskFunctions.Core/Okta/OAuth", "Keys DPoP Tokens *"),
        new("RiskFunctions.Core/Metering", "State Decision Sharing Permits MeteringRegistration"),
        new("RiskFunctions.Core/SecurityEvents", "Keys SecurityEventClient SecurityEventsRegistration"),
        new("RiskFunctions.Core/Delivery", "Sending Telemetry Settling Users Splitting Batches DeliveryRegistration"),
        new("RiskFunctions.Core/Checks", "Connection FlowExplanation CheckRegistration"),
        new("RiskFunctions.LocalHost", "Topology Sandbox Broker Telemetry Dashboard Hosting Demo Explaining Commands Program"),
        new("RiskFunctions.LocalHost/Broker", "Messages Queues Pump Amqp Rest"),
        new("RiskFunctions.LocalHost/Broker/Amqp", "Wire *"),
        new(
            "RiskFunctions.LocalHost/Sandbox",
            "Json Validation Limits OAuth SecurityEvents Faults SandboxOptions Recording OktaSandbox Http OktaSandboxServer"),
        new("RiskFunctions.LocalHost/Sandbox/OAuth", "Signatures *"),
        new("RiskFunctions.LocalHost/Sandbox/Http", "Answers *"),
        new("RiskFunctions.LocalHost/Commands", "Options Send DeadLetters CheckCommand DemoCommand ExplainCommand UpCommand WorkerCommand"),
    ];

    public static TheoryData<string> Listed => [.. Folders.Select(f => f.Path)];

    [Theory]
    [MemberData(nameof(Listed))]
    public void Rooms_know_only_what_stands_before_them(string path) => Assert.Empty(Folders.Single(f => f.Path == path).Faults());

    [Fact]
    public void Rooms_on_disk_are_those_in_the_list()
    {
        var onDisk = new[] { "RiskFunctions.Core", "RiskFunctions.LocalHost" }
            .SelectMany(project => Below(Path.Combine(Repository.Source, project)))
            .Select(room => Path.GetRelativePath(Repository.Source, room).Replace('\\', '/'));

        Assert.Equal(Folders.SelectMany(f => f.Rooms).Order(StringComparer.Ordinal), onDisk.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    [InlineData("infra")]
    public void No_line_of_code_is_longer_than_160_characters(string folder) => Assert.Empty(
        Repository.Find(folder, "*.cs").SelectMany(
            file => Repository.Read(file).Split('\n').Where(line => line.Length > 160).Select(line => $"{file}: {line.Trim()}")));

    [Fact]
    public void Folders_hold_no_more_than_fifteen_files() => Assert.DoesNotContain(
        new[] { Repository.Source, Repository.Tests }.SelectMany(Below)
            .Select(folder => (Name: Path.GetRelativePath(Repository.Root, folder), Files: Directory.GetFiles(folder).Length)),
        folder => folder.Files > MostFiles);

    [Theory]
    [InlineData("using RiskFunctions.Steps.Late;", true)]
    [InlineData("using static RiskFunctions.Steps.Late.Limits;", true)]
    [InlineData("using RiskFunctions.Steps.Late.Inner;", true)]
    [InlineData("    var limit = Late.Limits.Most;", true)]
    [InlineData("    var limit = new global::RiskFunctions.Steps.Late.Limits();", true)]
    [InlineData("    /// <see cref=\"Late.Limits\"/>", false)]
    [InlineData("    var limit = train.Late.Limits;", false)]
    [InlineData("    var count = Late.Count;", false)]
    [InlineData("using RiskFunctions.Steps.Later;", false)]
    [InlineData("using RiskFunctions.Other.Late;", false)]
    public void Uses_of_a_room_are_found(string line, bool expected) =>
        Assert.Equal(expected, Folder.IsCode(line) && Folder.UseOfRoom("Steps", "Late", ["Inner", "Limits"]).IsMatch(line));

    // What a build or a run leaves behind is not ours.
    private static IEnumerable<string> Below(string folder) => Directory.EnumerateDirectories(folder)
        .Where(f => Path.GetFileName(f) is not ("bin" or "obj" or "TestResults" or "Properties" or "node_modules"))
        .SelectMany(f => Below(f).Prepend(f));

    /// <param name="Path">Below <c>src</c>.</param>
    /// <param name="Order">Names of rooms and files, the first one first.</param>
    private sealed record Folder(string Path, string Order)
    {
        private const string OtherFiles = "*";

        private readonly string _root = System.IO.Path.Combine(Repository.Source, Path);

        public IEnumerable<string> Rooms => Names.Where(IsRoom).Select(room => $"{Path}/{room}");

        private string[] Names => Order.Contains(OtherFiles) ? Order.Split(' ') : [OtherFiles, .. Order.Split(' ')];

        // Core's is RiskFunctions alone; what all have in common may be left out in a name.
        private string Namespace => string.Join(
            '.',
            Path.Split('/').Select(part => part.Replace("RiskFunctions.", string.Empty, StringComparison.Ordinal)).Where(part => part != "Core"));

        public static bool IsCode(string line) => !line.TrimStart().StartsWith("//");

        /// <summary>A using of the room or of one inside it, or a name that is qualified with the room, in full or in part.</summary>
        public static Regex UseOfRoom(string folder, string room, IEnumerable<string> inside)
        {
            var outer = folder.Split('.', StringSplitOptions.RemoveEmptyEntries).Aggregate(
                @"(RiskFunctions\.)?", static (before, part) => $@"({before}{part}\.)?");
            return Pattern($@"(global::)?{outer}{room}(;|\.({string.Join('|', inside)})\b)");
        }

        public IEnumerable<string> Faults() => Names.SelectMany((name, i) => Faults(Files(name), [.. Names[(i + 1)..].SelectMany(Uses)]));

        private static IEnumerable<string> Faults(IEnumerable<string> files, IReadOnlyList<(string Name, Regex Use)> later) =>
            from file in files
            from line in File.ReadLines(file).Where(IsCode)
            from name in later
            where name.Use.IsMatch(line)
            select $"{System.IO.Path.GetFileName(file)} knows {name.Name}: {line.Trim()}";

        private static Regex Pattern(string name) => new($@"(?<![\w.""]){name}", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

        private bool IsRoom(string name) => Directory.Exists(System.IO.Path.Combine(_root, name));

        private IEnumerable<string> Files(string name) => name == OtherFiles ? Directory.EnumerateFiles(_root, "*.cs").Where(f => !Names.Contains(TypeOf(f)))
            : IsRoom(name) ? Directory.EnumerateFiles(System.IO.Path.Combine(_root, name), "*.cs", SearchOption.AllDirectories)
            : [System.IO.Path.Combine(_root, $"{name}.cs")];

        private IEnumerable<(string Name, Regex Use)> Uses(string name) =>
            IsRoom(name) ? [(name, UseOfRoom(Namespace, name, Inside(name)))] : Files(name).Select(TypeOf).Select(type => (type, Pattern($@"{type}\b")));

        // Its types, and the rooms in it.
        private IEnumerable<string> Inside(string room) => Directory.EnumerateFileSystemEntries(System.IO.Path.Combine(_root, room)).Select(TypeOf);

        private static string TypeOf(string file) => System.IO.Path.GetFileNameWithoutExtension(file);
    }
}
