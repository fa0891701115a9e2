namespace RiskFunctions.LocalHost.Sandbox;

/// <summary>An option, a fault plan or a registered key makes no sense. The message names the field and what it must be.</summary>
internal sealed class SandboxConfigurationException : Exception
{
    public SandboxConfigurationException()
    {
    }

    public SandboxConfigurationException(string message)
        : base(message)
    {
    }

    public SandboxConfigurationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public static void ThrowUnless(bool condition, string message)
    {
        if (!condition)
        {
            throw new SandboxConfigurationException(message);
        }
    }
}
