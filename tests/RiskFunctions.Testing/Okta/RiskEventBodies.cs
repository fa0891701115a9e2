namespace RiskFunctions.Testing.Okta;

/// <summary>Request bodies that Okta takes, written by hand so that they depend on no serializer of ours.</summary>
internal static class RiskEventBodies
{
    public static string Subject(string ip = "203.0.113.7", string level = "HIGH", string message = "Sign-in from a bad address") =>
        $$"""{"ip":"{{ip}}","riskLevel":"{{level}}","message":"{{message}}"}""";

    public static string Event(params string[] subjects) =>
        $$"""{"timestamp":"2026-03-04T05:06:07.089Z","subjects":[{{string.Join(',', subjects)}}]}""";

    public static string Request(params string[] events) => $"[{string.Join(',', events)}]";

    /// <summary>One event with one subject.</summary>
    public static string One(string ip = "203.0.113.7", string level = "HIGH", string message = "Sign-in from a bad address") =>
        Request(Event(Subject(ip, level, message)));
}
