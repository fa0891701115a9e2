namespace RiskFunctions.Okta.Answers;

/// <summary>Okta's error body: <c>errorCode</c>, <c>errorSummary</c>, <c>errorId</c>, <c>errorCauses[].errorSummary</c>.</summary>
internal sealed record OktaError
{
    /// <summary>Longer than any error of Okta. The rest of a longer body is not read.</summary>
    public const int MaxBodyBytes = 16 * 1024;

    private const int MaxTextLength = 300;

    private const int MaxCauses = 5;

    /// <summary>For example <c>E0000001</c>; <c>HTTP 400</c> when the body holds no code.</summary>
    public required string Code { get; init; }

    public required string Summary { get; init; }

    /// <summary>The id by which Okta support finds the request; null when there is none.</summary>
    public string? Id { get; init; }

    public IReadOnlyList<string> Causes { get; init; } = [];

    /// <summary>False when the body is not Okta's: something between us and Okta answered. It says nothing about the events.</summary>
    public bool IsOktas { get; private init; }

    /// <summary>The start of an error answer's body.</summary>
    public static async Task<ReadOnlyMemory<byte>> BodyOfAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[MaxBodyBytes];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return buffer.AsMemory(0, length);
    }

    /// <summary>Reads an error body. One that is not Okta's gives an error that names the status only.</summary>
    /// <param name="body">The answer's body, or its first <see cref="MaxBodyBytes"/>.</param>
    /// <param name="secrets">Parts of the request that no text may repeat: a proxy or debug page may send its headers back.</param>
    public static OktaError Read(ReadOnlyMemory<byte> body, int status, IReadOnlyList<string> secrets)
    {
        var unknown = new OktaError { Code = $"HTTP {status}", Summary = "The answer holds no Okta error." };
        try
        {
            using var json = JsonDocument.Parse(body.Length < MaxBodyBytes ? body : CutOff.Mend(body));
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object || Text(root, "errorCode", secrets) is not { } code || !IsCode(code))
            {
                return unknown;
            }

            return new OktaError
            {
                IsOktas = true,
                Code = code,
                Summary = Text(root, "errorSummary", secrets) ?? "no summary",
                Id = Text(root, "errorId", secrets),
                Causes = root.TryGetProperty("errorCauses", out var causes) && causes.ValueKind == JsonValueKind.Array
                    ? [.. causes.EnumerateArray().Take(MaxCauses).Select(c => Text(c, "errorSummary", secrets)).OfType<string>()]
                    : [],
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a property name with a lone surrogate passes the parser and fails the search.
            return unknown;
        }
    }

    /// <summary>Code, summary, causes and id in one line for an operator. Not for a log: it may quote the sender's text.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Code).Append(": ").Append(Summary);
        foreach (var cause in Causes)
        {
            text.Append("; ").Append(cause);
        }

        return Id is null ? text.ToString() : text.Append(" (errorId ").Append(Id).Append(')').ToString();
    }

    private static string? Text(JsonElement parent, string name, IReadOnlyList<string> secrets)
    {
        if (parent.ValueKind != JsonValueKind.Object
            || !parent.TryGetProperty(name, out var value)
            || value.ValueKind != JsonValueKind.String
            || !IsText(value))
        {
            return null;
        }

        var text = SafeText.WithoutSecrets(value.GetString()!, secrets);
        var clean = string.Concat(text.Take(MaxTextLength).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? ' ' : c));
        return clean.Length == 0 ? null : clean;
    }

    // E and seven digits, as in Okta's catalogue. Codes are logged, so other text from a proxy must not pass for one.
    private static bool IsCode(string code) => code.Length == 8 && code[0] == 'E' && code.Skip(1).All(char.IsAsciiDigit);

    // GetString throws on lone surrogates and bad UTF-8.
    private static bool IsText(JsonElement value)
    {
        try
        {
            return value.GetString() is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
