using System.Buffers;
using System.Globalization;
using Google.Protobuf.WellKnownTypes;

namespace KpiPlatform.Formatting;

/// <summary>
/// Writes RFC 4180: CRLF, quotes where needed. A text that a spreadsheet would take for a formula gets a leading apostrophe
/// (<see cref="CsvText"/>); numbers are left alone.
/// </summary>
/// <param name="output">Where to.</param>
public sealed class CsvTextWriter(TextWriter output)
{
    private const string EndOfRecord = "\r\n";
    private static readonly SearchValues<char> ToQuote = SearchValues.Create(",\"\r\n");

    /// <summary>Writes one record.</summary>
    /// <param name="cells">Text as <see cref="string"/>, anything else as its type (numbers stay numbers); null: an empty cell.</param>
    public void Write(IEnumerable<object?> cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        var first = true;
        foreach (var cell in cells)
        {
            if (!first)
                output.Write(',');
            first = false;
            output.Write(Quoted(Format(cell)));
        }

        output.Write(EndOfRecord);
    }

    private static string Quoted(string text) =>
        text.AsSpan().ContainsAny(ToQuote) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;

    private static string Format(object? cell) => cell switch
    {
        null => string.Empty,
        string text => CsvText.Escape(text),
        bool flag => flag ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        // ISO 8601 without the quotes that JSON has around it.
        Timestamp time => time.ToString().Trim('"'),
        IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
        _ => CsvText.Escape(cell.ToString() ?? string.Empty),
    };
}
