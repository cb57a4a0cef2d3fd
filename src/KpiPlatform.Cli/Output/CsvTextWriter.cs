using System.Buffers;
using System.Globalization;
using Google.Protobuf.WellKnownTypes;

namespace KpiPlatform.Cli.Output;

/// <summary>
/// Writes RFC 4180: CRLF, quotes where needed. A text that a spreadsheet would take for a formula (it begins with
/// =, +, -, @, a tab or a carriage return) gets a leading apostrophe; numbers are left alone.
/// </summary>
internal sealed class CsvTextWriter(TextWriter output)
{
    private const string EndOfRecord = "\r\n";
    private static readonly SearchValues<char> ToQuote = SearchValues.Create(",\"\r\n");

    /// <summary>Writes one record; cells as in <see cref="CsvColumn{T}"/>.</summary>
    public void Write(IEnumerable<object?> cells)
    {
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
        text.AsSpan().ContainsAny(ToQuote) ? $"\"{text.Replace("\"", "\"\"")}\"" : text;

    private static string Format(object? cell) => cell switch
    {
        null => "",
        string text => Safe(text),
        bool flag => flag ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        // ISO 8601 without the quotes that JSON has around it.
        Timestamp time => time.ToString().Trim('"'),
        IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
        _ => Safe(cell.ToString() ?? ""),
    };

    private static string Safe(string text) =>
        text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? "'" + text : text;
}
