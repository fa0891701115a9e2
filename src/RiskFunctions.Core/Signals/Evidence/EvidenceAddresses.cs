using RiskFunctions.Signals.Addresses;
using RiskFunctions.Signals.Json;
using RiskFunctions.Signals.Results;
using RiskFunctions.Signals.Screening;

namespace RiskFunctions.Signals.Evidence;

/// <summary>Takes the addresses out of one alert: hands those that are sent to the screening, and notes those that are left out or cannot be read.</summary>
internal sealed class EvidenceAddresses(AlertFacts facts, SignalScreening screening)
{
    /// <summary>Reads an evidence that is an address itself.</summary>
    /// <param name="reason">Why its address is left out; null when it is sent.</param>
    public ReadFault? Read(in EvidenceView view, LeftOutReason? reason)
    {
        if (view.Address.ValueKind == JsonValueKind.Undefined)
        {
            if (view.OddContainer.ValueKind != JsonValueKind.Undefined)
            {
                var start = screening.Notes.Mark;
                Warn($"must be an object, not {view.OddContainer.Describe()}", quote: null, reason);
                screening.Notes.Within(start, "properties");
            }

            return null;
        }

        var mark = screening.Notes.Mark;
        var fault = Read(view.Address, reason);
        Within(mark, view);
        return view.Container is null ? fault?.Within(view.AddressField) : fault?.Within(view.AddressField).Within(view.Container);
    }

    /// <summary>Reads a text, or an array of texts.</summary>
    /// <param name="reason">Why its addresses are left out; null when they are sent.</param>
    public ReadFault? Read(JsonElement value, LeftOutReason? reason)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                return ReadText(value.GetString()!, reason);
            case JsonValueKind.Array:
                return screening.Notes.ReadMembers(value, (item, _) => Read(item, reason));
            case JsonValueKind.Null:
                return null;
            default:
                Warn($"must be text, not {value.Describe()}", quote: null, reason);
                return null;
        }
    }

    /// <summary>Leaves out every address anywhere in the value.</summary>
    public void LeaveOutAll(JsonElement value, LeftOutReason reason)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                if (AddressText.TryParse(value.GetString()!, out var address, out _))
                {
                    screening.LeaveOut(address, reason);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    LeaveOutAll(item, reason);
                }

                break;
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                {
                    LeaveOutAll(property.Value, reason);
                }

                break;
        }
    }

    private ReadFault? ReadText(string text, LeftOutReason? reason)
    {
        if (AddressText.TryParse(text, out var address, out _))
        {
            return Take(address, reason);
        }

        foreach (var reading in DecoratedAddresses.Read(text))
        {
            if (reading.Address is not { } found)
            {
                Warn(reading.Fault, Quotation.Of(reading.Piece), reason);
            }
            else if (Take(found, reason) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private void Within(int mark, in EvidenceView view)
    {
        if (mark == screening.Notes.Mark)
        {
            return;
        }

        screening.Notes.Within(mark, view.AddressField);
        if (view.Container is not null)
        {
            screening.Notes.Within(mark, view.Container);
        }
    }

    private ReadFault? Take(SignalAddress address, LeftOutReason? reason)
    {
        if (reason is null)
        {
            return screening.AddFromAlert(address, facts);
        }

        screening.LeaveOut(address, reason.Value);
        return null;
    }

    // A part that would be left out anyway is no reason to dead-letter a message when it cannot be read.
    private void Warn(string fault, string? quote, LeftOutReason? reason) => screening.Notes.Add(reason is null
        ? ReadWarning.OfAddress(string.Empty, fault, quote)
        : new ReadWarning(string.Empty, fault) { Quote = quote });
}
