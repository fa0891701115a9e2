namespace RiskFunctions.LocalHost.Hosting;

/// <summary>How a worker in another process reaches this host's sandbox, so that it needs no setting of its own.</summary>
/// <param name="OrgUrl">Origin of the sandbox on loopback.</param>
/// <param name="ApiToken">The token that this sandbox accepts; it opens nothing else.</param>
internal sealed record SandboxInvitation(Uri OrgUrl, string ApiToken);
