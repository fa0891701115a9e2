using System.Net.Http.Headers;
using RiskFunctions.Okta.Answers;
using RiskFunctions.SecurityEvents.Keys;
using RiskFunctions.Signals;

namespace RiskFunctions.SecurityEvents;

/// <summary>
/// One try of <c>POST /security/api/v1/security-events</c>: one token, and no credential but its signature. Permits and retries are the caller's.
/// </summary>
internal sealed class SecurityEventClient(HttpClient http, SecurityEventKey key, UserRules users, IOptions<SecurityEventsOptions> options, TimeProvider time)
{
    /// <summary>The named client whose handler follows no redirect and keeps no cookie.</summary>
    public const string HttpClientName = "okta-security-events";

    private const string ContentType = "application/secevent+jwt";

    private static readonly Uri Path = new("security/api/v1/security-events", UriKind.Relative);

    private static readonly Dictionary<string, object> Header = new(StringComparer.Ordinal) { ["typ"] = "secevent+jwt" };

    private readonly string _audience = http.BaseAddress!.GetLeftPart(UriPartial.Authority);

    /// <summary>Where the tokens go.</summary>
    public Uri Target { get; } = new(http.BaseAddress!, Path);

    /// <summary>Makes sure that the key is at hand. Null when it is; otherwise why not. With <paramref name="fresh"/> a cached one does not count.</summary>
    public Task<DeliveryOutcome?> PrepareAsync(bool fresh, TimeSpan timeout, CancellationToken cancellationToken) => OutcomeOfStep.RunAsync(
        async token =>
        {
            await key.ReadAsync(fresh, token);
            return null;
        },
        timeout,
        time,
        cancellationToken);

    /// <summary>Sends the statement. Every answer of Okta or the network is an outcome, also a try longer than <paramref name="timeout"/>.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired; Okta may or may not have the token.</exception>
    public async Task<DeliveryOutcome> SendAsync(SignalMessage message, UserSignal signal, TimeSpan timeout, CancellationToken cancellationToken) =>
        (await OutcomeOfStep.RunAsync(
            async stop =>
            {
                var statement = new UserStatement
                {
                    Message = message,
                    Signal = signal,
                    User = users.NameOf(signal.User),
                    Issuer = options.Value.Issuer!,
                    Audience = _audience,
                };
                var token = (await key.ReadAsync(fresh: false, stop)).Sign(statement.Claims(time.GetUtcNow()), Header);
                using var request = new HttpRequestMessage(HttpMethod.Post, Target) { Content = new ByteArrayContent(Encoding.ASCII.GetBytes(token)) };
                request.Content.Headers.ContentType = new MediaTypeHeaderValue(ContentType);
                request.Headers.Accept.ParseAdd("application/json");
                using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
                return await ClassifyAsync(response, [token, statement.User], stop) with
                {
                    RateLimit = RateLimitReading.From(response, time.GetUtcNow()),
                    StatusCode = (int)response.StatusCode,
                };
            },
            timeout,
            time,
            cancellationToken))!;

    private static async Task<DeliveryOutcome> ClassifyAsync(HttpResponseMessage response, IReadOnlyList<string> secrets, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        switch (response.StatusCode)
        {
            case HttpStatusCode.Accepted:
                return new DeliveryOutcome.Accepted();

            case HttpStatusCode.BadRequest:
                return Refused(await ErrorAsync(response, secrets, cancellationToken));

            case HttpStatusCode.RequestEntityTooLarge:
                return new DeliveryOutcome.Invalid(new OktaError { Code = "HTTP 413", Summary = "The security event token is too large." });

            case HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden:
                return Held($"HTTP {status}: is the provider registered in the org and active, with this issuer and key?");

            case HttpStatusCode.NotFound or HttpStatusCode.Gone or HttpStatusCode.MethodNotAllowed:
                return Held(
                    $"HTTP {status}: the org does not take them; it needs Identity Threat Protection and a registered provider, and Okta:OrgUrl must be right");

            case HttpStatusCode.TooManyRequests:
                return new DeliveryOutcome.Throttled();

            case >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest:
                return new DeliveryOutcome.Unavailable($"HTTP {status}, a redirect, which is never followed; check Okta:OrgUrl");

            default:
                return new DeliveryOutcome.Unavailable($"HTTP {status}");
        }
    }

    // The error codes of RFC 8935 section 2.4 that Okta documents. The texts are ours: a description may quote what was sent.
    private static DeliveryOutcome Refused(OktaError error) => error.Code switch
    {
        "invalid_request" => new DeliveryOutcome.Invalid(error),
        "authentication_failed" => Held("authentication_failed: the signature does not fit the key that the provider publishes") with { Error = error },
        "invalid_issuer" => Held("invalid_issuer: SecurityEvents:Issuer is not the issuer of the provider that is registered in the org"),
        "invalid_audience" => Held("invalid_audience: Okta:OrgUrl is not the URL by which the org knows itself"),
        "invalid_key" => Held("invalid_key: the key of SecurityEvents:SigningKeySecret is not among those that the provider publishes"),
        _ => new DeliveryOutcome.Unavailable(
            "HTTP 400 without Okta's error body: something between here and Okta may have refused the request"),
    };

    private static DeliveryOutcome.Unauthorized Held(string words) => new(words);

    private static async Task<OktaError> ErrorAsync(HttpResponseMessage response, IReadOnlyList<string> secrets, CancellationToken cancellationToken)
    {
        var body = await OktaError.BodyOfAsync(response, cancellationToken);
        try
        {
            using var json = JsonDocument.Parse(body);
            return new OktaError
            {
                Code = Text(json.RootElement, "err"),
                Summary = SafeText.Of(SafeText.WithoutSecrets(Text(json.RootElement, "description"), secrets), SafeText.DescriptionLength),
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return new OktaError { Code = string.Empty, Summary = string.Empty };
        }
    }

    private static string Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : string.Empty;
}
