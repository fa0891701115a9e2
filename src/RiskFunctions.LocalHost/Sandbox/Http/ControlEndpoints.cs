using RiskFunctions.LocalHost.Sandbox.Faults;
using RiskFunctions.LocalHost.Sandbox.Http.Answers;
using RiskFunctions.LocalHost.Sandbox.Json;
using RiskFunctions.LocalHost.Sandbox.SecurityEvents;

namespace RiskFunctions.LocalHost.Sandbox.Http;

/// <summary>
/// What an org does not have, for tests and other processes: <c>GET /sandbox/statistics</c>, <c>GET /sandbox/requests</c>,
/// <c>GET /sandbox/subjects</c>, <c>PUT /sandbox/token</c> with <c>{"token":"..."}</c>,
/// <c>GET /sandbox/security-events</c>, <c>PUT /sandbox/security-events-provider</c> with the settings of a provider as Okta has them
/// (<c>issuer</c> and <c>jwks_url</c>, or <c>well_known_url</c>),
/// <c>PUT /sandbox/faults</c> with a <see cref="FaultPlan"/>, and <c>DELETE /sandbox/faults</c>.
/// </summary>
internal sealed class ControlEndpoints(OktaSandbox sandbox)
{
    public const string Prefix = "/sandbox/";

    public async Task<SandboxAnswer> AnswerAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        // A page in a browser that had its own name point at 127.0.0.1 must not steer the sandbox.
        if (request.Host.Host is not ("127.0.0.1" or "localhost"))
        {
            return OktaErrors.Forbidden();
        }

        return (request.Method, request.Path.Value![Prefix.Length..]) switch
        {
            ("GET", "statistics") => StatisticsJson.Write(sandbox.Recorder.Snapshot()),
            ("GET", "requests") => StatisticsJson.Write(sandbox.Recorder.Requests()),
            ("GET", "subjects") => StatisticsJson.Write(sandbox.Recorder.Subjects()),
            ("GET", "security-events") => StatisticsJson.Write(sandbox.Recorder.SecurityEvents.Requests()),
            ("PUT", "security-events-provider") => PutProvider(await RequestBody.ReadAsync(request, cancellationToken)),
            ("PUT", "token") => PutToken(await RequestBody.ReadAsync(request, cancellationToken)),
            ("PUT", "faults") => PutFaults(await RequestBody.ReadAsync(request, cancellationToken)),
            ("DELETE", "faults") => Use(FaultPlan.None),
            _ => OktaErrors.NotFound(),
        };
    }

    private SandboxAnswer PutToken(byte[]? body)
    {
        if (body is null)
        {
            return OktaErrors.TooLarge();
        }

        if (!StrictJson.TryParse(body, out var document, out _))
        {
            return OktaErrors.NotWellFormed();
        }

        using (document)
        {
            if (!StrictJson.TryMembers(document.RootElement, out var members, out _)
                || !members.TryGetValue("token", out var value)
                || StrictJson.Text(value) is not { Length: > 0 } token)
            {
                return OktaErrors.ValidationFailed("token", ["token: must be a string that is not empty"]);
            }

            sandbox.ApiToken = token;
            return new SandboxAnswer(StatusCodes.Status204NoContent);
        }
    }

    private SandboxAnswer PutProvider(byte[]? body)
    {
        if (body is null)
        {
            return OktaErrors.TooLarge();
        }

        if (!StrictJson.TryParse(body, out var document, out _))
        {
            return OktaErrors.NotWellFormed();
        }

        using (document)
        {
            try
            {
                var fields = new PlanFields(document.RootElement, "settings");
                var provider = new SecurityEventsProvider
                {
                    Issuer = fields.Text("issuer"),
                    JwksUrl = fields.Url("jwks_url"),
                    WellKnownUrl = fields.Url("well_known_url"),
                };
                fields.RefuseOthers();
                sandbox.SecurityEvents.Register(provider);
                return new SandboxAnswer(StatusCodes.Status204NoContent);
            }
            catch (SandboxConfigurationException e)
            {
                return OktaErrors.ValidationFailed("settings", [e.Message]);
            }
        }
    }

    private SandboxAnswer PutFaults(byte[]? body)
    {
        try
        {
            return body is null ? OktaErrors.TooLarge() : Use(FaultPlan.Parse(body));
        }
        catch (SandboxConfigurationException e)
        {
            return OktaErrors.ValidationFailed("faults", [e.Message]);
        }
    }

    private SandboxAnswer Use(FaultPlan plan)
    {
        sandbox.Faults.Use(plan);
        return new SandboxAnswer(StatusCodes.Status204NoContent);
    }
}
