namespace RiskFunctions.LocalHost.Sandbox.Faults;

/// <summary>Holds the plan in force and says what strikes the next request. Safe for several threads.</summary>
internal sealed class FaultSwitch
{
    private readonly Lock _gate = new();
    private readonly SandboxClock _clock;
    private readonly int[] _numbers = new int[Enum.GetValues<FaultEndpoint>().Length];
    private FaultPlan _plan = FaultPlan.None;
    private Random _dice = new(0);
    private TimeSpan _since;

    public FaultSwitch(SandboxClock clock, FaultPlan plan)
    {
        _clock = clock;
        Use(plan);
    }

    /// <summary>Puts a plan in force: its counts and times begin now.</summary>
    public void Use(FaultPlan plan)
    {
        lock (_gate)
        {
            _plan = plan;
            _dice = new Random(plan.Seed);
            _since = _clock.Elapsed;
            Array.Clear(_numbers);
        }
    }

    /// <summary>Counts a request and says what strikes it.</summary>
    public FaultDraw Draw(FaultEndpoint endpoint)
    {
        lock (_gate)
        {
            var number = ++_numbers[(int)endpoint];
            var since = _clock.Elapsed - _since;
            Fault? drawn = null;
            var markers = new List<(string, string)>();
            var stumbles = new List<string>();
            foreach (var rule in _plan.Rules.Where(r => r.On == endpoint))
            {
                // The dice fall for each rule and request, so that one rule's luck does not change another's.
                var hit = rule.Probability is null || _dice.NextDouble() < rule.Probability;
                if (!hit || !rule.IsDue(number, since))
                {
                    continue;
                }

                if (rule.RejectWhen is { } text && rule.Fault.Kind == FaultKind.BadRequest)
                {
                    markers.Add((text, rule.Fault.Err));
                }
                else if (rule.RejectWhen is { } stumble)
                {
                    stumbles.Add(stumble);
                }
                else
                {
                    drawn ??= rule.Fault;
                }
            }

            return new FaultDraw(drawn, markers, stumbles);
        }
    }
}
