namespace RiskFunctions.SecurityEvents;

/// <summary>Which alerts also send the users whom they name. Never those of LOW: low would replace a high that another product raised.</summary>
public enum UsersFromAlerts
{
    Off,
    High,
    MediumAndHigh,
}
