namespace RiskFunctions.SecurityEvents;

/// <summary>Which alerts speak about the users whom they name. None of LOW ever does: low is a state, and would clear a high that something else raised.</summary>
public enum UsersFromAlerts
{
    Off,
    High,
    MediumAndHigh,
}
