namespace RiskFunctions.Signals.Results;

/// <summary>What the reader made of a message.</summary>
internal abstract record ReadResult
{
    private ReadResult()
    {
    }

    /// <summary>The message holds these signals. None at all means that there is nothing to send and the message is done.</summary>
    public sealed record Readable(string Format, IReadOnlyList<RiskSignal> Signals) : ReadResult
    {
        /// <summary>What it says about users.</summary>
        public IReadOnlyList<UserSignal> Users { get; init; } = [];

        /// <summary>Users about whom nothing is said, and why.</summary>
        public IReadOnlyList<LeftOutUser> LeftOutUsers { get; init; } = [];

        /// <summary>Signals left out because their address is inside a trusted network.</summary>
        public int Suppressed { get; init; }

        /// <summary>Addresses of alerts that are not sent, and why; those in a trusted network are counted in <see cref="Suppressed"/> too.</summary>
        public IReadOnlyList<LeftOutAddress> LeftOut { get; init; } = [];

        /// <summary>Alerts and incidents that are not sent because they were cleared.</summary>
        public IReadOnlyList<ClearedAlert> Cleared { get; init; } = [];

        /// <summary>Parts of alerts that could not be read; the others were.</summary>
        public IReadOnlyList<ReadWarning> Warnings { get; init; } = [];

        /// <summary>
        /// What the message is to be dead-lettered for after its other signals were sent: some of <see cref="Signals"/> have expired. Null when none has.
        /// </summary>
        public Unreadable? PartlyExpired { get; init; }
    }

    /// <summary>The message cannot be sent. <paramref name="Field"/> is a path such as <c>[2].ip</c>, or <c>body</c>; <paramref name="Fault"/> says what is wrong with it, never quoting more than a short, printable piece.</summary>
    public sealed record Unreadable(DeadLetterReason Reason, string Field, string Fault) : ReadResult
    {
        public string Description => $"{Field}: {Fault}";
    }
}
