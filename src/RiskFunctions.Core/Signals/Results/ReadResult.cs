namespace RiskFunctions.Signals.Results;

/// <summary>What the reader made of a message.</summary>
internal abstract record ReadResult
{
    private ReadResult() { }

    /// <summary>The message can be read. Without signals and users there is nothing to send, and it is done.</summary>
    public sealed record Readable(string Format, IReadOnlyList<RiskSignal> Signals) : ReadResult
    {
        /// <summary>What it says about users.</summary>
        public IReadOnlyList<UserSignal> Users { get; init; } = [];

        /// <summary>Users about whom nothing is sent, and why.</summary>
        public IReadOnlyList<LeftOutUser> LeftOutUsers { get; init; } = [];

        /// <summary>How many signals were left out because their address is inside a trusted network.</summary>
        public int Suppressed { get; init; }

        /// <summary>Addresses of alerts that are not sent, and why. Those of a trusted network count in <see cref="Suppressed"/> too.</summary>
        public IReadOnlyList<LeftOutAddress> LeftOut { get; init; } = [];

        /// <summary>Alerts and incidents that are not sent because they were cleared.</summary>
        public IReadOnlyList<ClearedAlert> Cleared { get; init; } = [];

        /// <summary>Parts of alerts that could not be read. The rest was.</summary>
        public IReadOnlyList<ReadWarning> Warnings { get; init; } = [];

        /// <summary>Some of <see cref="Signals"/> have expired: what the message is dead-lettered for after the others were sent. Null when none has.</summary>
        public Unreadable? PartlyExpired { get; init; }
    }

    /// <summary>The message cannot be sent.</summary>
    /// <param name="Field">A path such as <c>[2].ip</c>, or <c>body</c>.</param>
    /// <param name="Fault">What is wrong with it, with a short, printable piece of the sender's text at most.</param>
    public sealed record Unreadable(DeadLetterReason Reason, string Field, string Fault) : ReadResult
    {
        public string Description => $"{Field}: {Fault}";
    }
}
