using System.Security.Cryptography;

namespace RiskFunctions.LocalHost.Sandbox;

/// <summary>Ids for requests and errors.</summary>
internal static class RequestIds
{
    public static string Next() => RandomNumberGenerator.GetHexString(22, lowercase: true);
}
