namespace RiskFunctions.Signals.Results;

/// <summary>
/// The notes of reading a message. Their paths grow as those of faults do: a note is made at its field, and each layer around it puts its own
/// name in front of all notes made since it began. A message without notes pays nothing.
/// </summary>
internal sealed class ReadNotes
{
    private List<ReadNote>? _notes;

    /// <summary>Taken before a layer is read, and given to <see cref="Within(int, string)"/> after it.</summary>
    public int Mark => _notes?.Count ?? 0;

    public void Add(ReadNote note) => (_notes ??= []).Add(note);

    /// <summary>Puts a layer's name in front of all notes made since <paramref name="mark"/>.</summary>
    public void Within(int mark, string parent)
    {
        for (var i = mark; i < Mark; i++)
        {
            _notes![i] = _notes[i] with { Field = ReadFault.Path(parent, _notes[i].Field) };
        }
    }

    /// <summary>The same for a member of an array.</summary>
    public void Within(int mark, int index)
    {
        if (mark < Mark)
        {
            Within(mark, ReadFault.Index(index));
        }
    }

    /// <summary>Reads a field, and puts its name in front of its fault and notes.</summary>
    public ReadFault? ReadField(string name, Func<ReadFault?> read)
    {
        var mark = Mark;
        var fault = read();
        Within(mark, name);
        return fault?.Within(name);
    }

    /// <summary>Reads the members of an array up to the first fault, and puts their places in front of fault and notes.</summary>
    public ReadFault? ReadMembers(JsonElement array, Func<JsonElement, int, ReadFault?> read)
    {
        var index = 0;
        foreach (var member in array.EnumerateArray())
        {
            var mark = Mark;
            var fault = read(member, index);
            Within(mark, index);
            if (fault is not null)
            {
                return fault.Within(index);
            }

            index++;
        }

        return null;
    }

    public IReadOnlyList<T> Of<T>()
        where T : ReadNote => _notes is null ? [] : [.. _notes.OfType<T>()];
}
