namespace RiskFunctions.Testing.Azurite;

/// <summary>What becomes of an Azurite's blobs when it is stopped.</summary>
public enum AzuriteState
{
    /// <summary>Gone: they were in memory only.</summary>
    Lost,

    /// <summary>Still there at the next start: they are in a temporary folder.</summary>
    Kept,
}
