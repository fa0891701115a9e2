using System.CommandLine;
using System.CommandLine.Parsing;
using RiskFunctions.LocalHost.Hosting;

namespace RiskFunctions.LocalHost.Commands;

/// <summary>The address of a running <c>up</c>, as an option.</summary>
internal static class HostAddress
{
    public static Option<Uri> Option() => new("--host")
    {
        Description = "Address of a running `up`.",
        DefaultValueFactory = _ => new Uri($"http://127.0.0.1:{StackOptions.DefaultPort}/"),
        CustomParser = Parse,
    };

    public static Uri Parse(ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.IsLoopback)
        {
            return new Uri(uri.GetLeftPart(UriPartial.Authority) + "/");
        }

        result.AddError($"'{text}' is no http address on this machine, such as http://127.0.0.1:{StackOptions.DefaultPort}.");
        return new Uri("http://127.0.0.1/");
    }
}
