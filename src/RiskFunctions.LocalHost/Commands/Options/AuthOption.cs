using System.CommandLine;

namespace RiskFunctions.LocalHost.Commands.Options;

/// <summary><c>--auth</c>: how the flow proves to the sandbox who it is.</summary>
internal static class AuthOption
{
    public const string OAuth = "oauth";

    private const string Token = "token";

    public static Option<string> Create()
    {
        var option = new Option<string>("--auth")
        {
            Description = "How requests to the sandbox prove who they are: an API token, or OAuth 2.0 with a private key and proof of possession.",
            DefaultValueFactory = _ => Token,
        };
        option.AcceptOnlyFromAmong(Token, OAuth);
        return option;
    }
}
