namespace RiskFunctions.LocalHost.Dashboard;

internal static class DashboardEndpoint
{
    public static void MapDashboard(this IEndpointRouteBuilder endpoints)
    {
    }
}
