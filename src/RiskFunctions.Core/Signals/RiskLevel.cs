namespace RiskFunctions.Signals;

/// <summary>How risky an address is. The order counts: a higher level wins a merge and goes to Okta first.</summary>
public enum RiskLevel
{
    Low = 0,
    Medium = 1,
    High = 2,
}
