using System.Text;

namespace RiskFunctions.LocalHost.Commands;

/// <summary>The file that <c>send</c> was given, as UTF-8 without a byte order mark, which Windows tools like to put there.</summary>
internal static class SignalFile
{
    private static readonly Encoding[] Marked =
        [new UnicodeEncoding(bigEndian: false, byteOrderMark: true), new UnicodeEncoding(bigEndian: true, byteOrderMark: true)];

    /// <param name="file">Path, or - for standard input.</param>
    /// <exception cref="IOException">It is a folder, or cannot be read; the message says so.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(string file, CancellationToken cancellationToken)
    {
        if (file != "-")
        {
            return Directory.Exists(file)
                ? throw new FileNotFoundException($"'{file}' is a folder: send takes one JSON file.")
                : WithoutMark(await File.ReadAllBytesAsync(file, cancellationToken));
        }

        await using var input = Console.OpenStandardInput();
        using var content = new MemoryStream();
        await input.CopyToAsync(content, cancellationToken);
        return WithoutMark(content.ToArray());
    }

    private static ReadOnlyMemory<byte> WithoutMark(byte[] content)
    {
        if (content.AsSpan().StartsWith(Encoding.UTF8.Preamble))
        {
            return content.AsMemory(Encoding.UTF8.Preamble.Length);
        }

        return Array.Find(Marked, encoding => content.AsSpan().StartsWith(encoding.Preamble)) is { } marked
            ? Encoding.UTF8.GetBytes(marked.GetString(content, marked.Preamble.Length, content.Length - marked.Preamble.Length))
            : content;
    }
}
