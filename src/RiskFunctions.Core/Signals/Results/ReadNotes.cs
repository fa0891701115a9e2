namespace RiskFunctions.Signals.Results;

/// <summary>
/// What reading a message leaves behind besides its signals. Paths grow as those of faults do: a note is made at the field itself, and each layer
/// around it puts its own name in front of all notes that were made since it began. A message that leaves no note pays nothing.
/// </summary>
internal sealed class ReadNotes
{
    private List<ReadNote>? _notes;

    /// <summary>To be taken before a layer is read, and given to <see cref="Within(int, string)"/> after it.</summary>
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

    public IReadOnlyList<T> Of<T>()
        where T : ReadNote => _notes is null ? [] : [.. _notes.OfType<T>()];
}
