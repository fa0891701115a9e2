using FsCheck;
using FsCheck.Fluent;
using RiskFunctions.Delivery;
using RiskFunctions.LocalHost.Broker.Messages;
using RiskFunctions.LocalHost.Broker.Queues;
using RiskFunctions.LocalHost.Topology;
using RiskFunctions.Testing.Time;

namespace RiskFunctions.LocalHost.Tests.Broker;

/// <summary>Whatever is done in whatever order: what was sent is completed, waiting, locked or dead-lettered, and each once.</summary>
public sealed class BrokerConservationTests
{
    private static readonly string?[] Levels = ["HIGH", "MEDIUM", "LOW", "other", null];

    [Fact]
    public void Any_operations_lose_and_invent_nothing() => Prop.ForAll(Gen.Choose(0, 9999).ListOf().ToArbitrary(), steps =>
    {
        ManualTimeProvider time = new();
        InMemoryBroker broker = new(BrokerTopology.Load(), new BrokerOptions { MaxDeliveryCount = 3, TimeToLive = TimeSpan.FromMinutes(5) }, time);
        List<LockedDelivery> held = [];
        HashSet<string> completed = [];
        var sent = 0;
        foreach (var step in steps)
        {
            Do(step, time, broker, held, completed, ref sent);
            var counts = broker.Counts().Values;
            Assert.Equal(sent, completed.Count + counts.Sum(c => c.Active + c.Locked + c.DeadLettered));
            Assert.Equal(counts.Sum(c => c.DeadLettered), broker.DeadLetters().Count);
        }
    }).QuickCheckThrowOnFailure();

    private static void Do(
        int step, ManualTimeProvider time, InMemoryBroker broker, List<LockedDelivery> held, HashSet<string> completed, ref int sent)
    {
        var pick = step / 10;
        switch (step % 10)
        {
            case 0 or 1 or 2:
                Dictionary<string, object> properties = new(StringComparer.OrdinalIgnoreCase);
                if (Levels[pick % Levels.Length] is { } level)
                {
                    properties["riskLevel"] = level;
                }

                Assert.Equal(1, broker.Send(new SentMessage { MessageId = $"{sent++}", Body = default, Properties = properties }));
                break;
            case 3 or 4:
                var lane = broker.Topology.Subscriptions[pick % 3].Name;
                var taken = broker.TakeAsync(lane, 1 + (pick % 4), TimeSpan.Zero, default).GetAwaiter().GetResult();
                Assert.Equal(taken.OrderBy(t => t.Message.EnqueuedAt), taken);
                held.AddRange(taken);
                break;
            case 5:
                time.Advance(TimeSpan.FromSeconds(pick % 90));
                break;
            case 6:
                _ = held.Count > 0 && broker.TryRelease(held[pick % held.Count].Token);
                break;
            default:
                Settle(pick, broker, held, completed);
                break;
        }
    }

    private static void Settle(int pick, InMemoryBroker broker, List<LockedDelivery> held, HashSet<string> completed)
    {
        if (held.Count == 0)
        {
            return;
        }

        var chosen = held[pick % held.Count]; // It stays in the list: settling it again must change nothing.
        try
        {
            switch (pick % 4)
            {
                case 0:
                    broker.Complete(chosen.Token);
                    Assert.True(completed.Add(chosen.Message.MessageId), "completed twice");
                    break;
                case 1:
                    broker.Abandon(chosen.Token);
                    break;
                case 2:
                    broker.MoveToDeadLetters(chosen.Token, "r", "d");
                    break;
                default:
                    broker.Renew(chosen.Token);
                    break;
            }
        }
        catch (LockLostException)
        {
        }
    }
}
