using System.CommandLine;
using System.Globalization;
using RiskFunctions.Testing.Amqp;
using RiskFunctions.Testing.Fuzzing;

// Runs mutated bodies from the reader to the request until the cases are done, and fails when the time is over first or a promise broke.
var cases = new Option<int>("--cases") { Description = "Bodies to try.", DefaultValueFactory = _ => 1_000_000 };
var seconds = new Option<int>("--seconds") { Description = "Time budget.", DefaultValueFactory = _ => 180 };
var seed = new Option<int?>("--seed") { Description = "Repeats a run; the day's own when not given." };
var root = new RootCommand("Fuzzes the way of a message from its bytes to Okta's request.") { cases, seconds, seed };
root.SetAction(result => Run(result.GetValue(cases), TimeSpan.FromSeconds(result.GetValue(seconds)), result.GetValue(seed)));
root.Add(AmqpCommand());
return root.Parse(args).Invoke();

// Spoilt conversations against the local broker's AMQP listener; fails when the client that works beside them notices.
static Command AmqpCommand()
{
    var seconds = new Option<int>("--seconds") { Description = "How long.", DefaultValueFactory = _ => 60 };
    var command = new Command("amqp", "Fuzzes the local broker's AMQP listener.") { seconds };
    command.SetAction(async (result, _) =>
    {
        await using var fuzz = new ListenerFuzz();
        var (attacks, rounds, slowest) = await fuzz.RunAsync(
            TimeSpan.FromSeconds(result.GetValue(seconds)), (int)(TimeProvider.System.GetUtcNow().UtcTicks / TimeSpan.TicksPerDay));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{attacks} spoilt conversations; beside them a client sent, received and completed {rounds} messages, the slowest in "
            + $"{slowest.TotalMilliseconds:0} ms."));
        return attacks > 0 && rounds > 0 ? 0 : 1;
    });
    return command;
}

static int Run(int cases, TimeSpan budget, int? seed)
{
    const int BatchSize = 4;
    var time = TimeProvider.System;
    var first = seed ?? (int)(time.GetUtcNow().UtcTicks / TimeSpan.TicksPerDay);
    var started = time.GetTimestamp();
    var tried = 0;
    var corpus = FuzzCorpus.All();
    foreach (var (name, body) in corpus)
    {
        if (FlowProbe.Check([body]) is { } fault)
        {
            Console.WriteLine($"BROKEN as it is: {name}: {fault}");
            return 1;
        }
    }

    Console.WriteLine($"Corpus: {corpus.Count} bodies hold as they are; what follows is made of them.");
    var broken = new System.Collections.Concurrent.ConcurrentBag<string>();
    Parallel.For(0, Environment.ProcessorCount, worker =>
    {
        var mutator = new BodyMutator((first * 1_000) + worker);
        while (Volatile.Read(ref tried) < cases && broken.IsEmpty && time.GetElapsedTime(started) < budget)
        {
            byte[][] batch = [.. Enumerable.Range(0, BatchSize).Select(_ => mutator.Next())];
            if (FlowProbe.Check(batch) is { } fault)
            {
                broken.Add($"{fault}{Environment.NewLine}{string.Join(Environment.NewLine, batch.Select(Convert.ToBase64String))}");
            }

            Interlocked.Add(ref tried, BatchSize);
        }
    });

    var took = time.GetElapsedTime(started);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{tried} cases in {took.TotalSeconds:0} s, seed {first}."));
    if (!broken.IsEmpty)
    {
        Console.WriteLine("BROKEN (the batch follows in base64; keep the body in tests/RiskFunctions.Testing/Fuzzing/Corpus):");
        Console.WriteLine(broken.First());
        return 1;
    }

    if (tried < cases)
    {
        Console.WriteLine($"Only {tried} of {cases} cases fit into the time.");
        return 1;
    }

    return 0;
}
