using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace RiskFunctions.Metering;

/// <summary>The meter's state as UTF-8 JSON.</summary>
internal static class MeterStateDocument
{
    public static byte[] Write(MeterState state) => JsonSerializer.SerializeToUtf8Bytes(state, MeterStateJson.Default.MeterState);

    /// <summary>False with a reason when the document is not one that this version may read and replace.</summary>
    public static bool TryRead(
        ReadOnlyMemory<byte> content,
        [NotNullWhen(true)] out MeterState? state,
        [NotNullWhen(false)] out string? fault)
    {
        state = null;
        fault = null;
        if (content.IsEmpty)
        {
            state = new MeterState();
            return true;
        }

        try
        {
            state = JsonSerializer.Deserialize(content.Span, MeterStateJson.Default.MeterState);
        }
        catch (JsonException e)
        {
            fault = $"it is not this meter's JSON (line {e.LineNumber}, {e.Path})";
            return false;
        }

        if (state is null || state.Version != MeterState.CurrentVersion)
        {
            fault = state is null ? "it is null" : $"it has version {state.Version}, and this program writes version {MeterState.CurrentVersion}";
            state = null;
            return false;
        }

        if (state.Grants.IsDefault || state.Waiting.IsDefault || state.Minutes.IsDefault)
        {
            fault = "it lacks grants, waiting or minutes";
            state = null;
            return false;
        }

        return true;
    }
}
