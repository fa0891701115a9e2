using RiskFunctions.Signals;
using RiskFunctions.Signals.Results;
using RiskFunctions.Signals.Screening;
using RiskFunctions.Testing.Time;

namespace RiskFunctions.Testing.Signals;

/// <summary>Readers with given settings, and reading at the default start of the manual clock.</summary>
internal static class ReaderBuilder
{
    /// <summary>Stands for an office in tests and samples.</summary>
    public const string TrustedNetworkSetting = "198.51.100.0/24";

    public static SignalReader Reader(Action<SignalOptions>? configure = null) => new(Rules(configure));

    public static SignalRules Rules(Action<SignalOptions>? configure = null)
    {
        var options = new SignalOptions { TrustedNetworks = { TrustedNetworkSetting } };
        configure?.Invoke(options);
        return new SignalRules(options);
    }

    public static ReadResult Read(this ISignalReader reader, string body) =>
        reader.Read(MessageBuilder.Message(body), ManualTimeProvider.DefaultStart);

    public static ReadResult Read(string body) => Reader().Read(body);
}
