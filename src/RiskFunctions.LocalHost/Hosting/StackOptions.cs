using RiskFunctions.LocalHost.Broker.Queues;
using RiskFunctions.LocalHost.Sandbox;

namespace RiskFunctions.LocalHost.Hosting;

/// <summary>What a <see cref="LocalStack"/> is made of.</summary>
internal sealed record StackOptions
{
    public const int DefaultPort = 7080;

    /// <summary>Port of the broker, the API and the dashboard on 127.0.0.1; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Port of the broker's AMQP side on 127.0.0.1; 0 takes a free one.</summary>
    public int AmqpPort { get; init; }

    /// <summary>The sandbox that stands in for Okta when <c>Okta:OrgUrl</c> is not set.</summary>
    public SandboxOptions Sandbox { get; init; } = new();

    public BrokerOptions Broker { get; init; } = new();

    /// <summary>False leaves the messages to workers in other processes.</summary>
    public bool RunPump { get; init; } = true;

    /// <summary>Settings that win over the environment; keys as in <c>Okta:OrgUrl</c>.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);

    /// <summary>False leaves out the environment's settings.</summary>
    public bool ReadEnvironment { get; init; } = true;

    /// <summary>Logs less serious than this are dropped, unless <c>Logging</c> settings say otherwise.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>Registers services ahead of the flow's own, which give way to them. Default: none.</summary>
    public Action<IServiceCollection>? Configure { get; init; }
}
