namespace RiskFunctions.LocalHost.Topology;

/// <summary>The topology file cannot be used. The message names the place and what is wrong with it.</summary>
public sealed class TopologyException : Exception
{
    public TopologyException()
    {
    }

    public TopologyException(string message)
        : base(message)
    {
    }

    public TopologyException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
