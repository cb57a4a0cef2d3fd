using System.Text;
using KpiPlatform.Formatting;

namespace KpiPlatform.Spreadsheets.Import;

/// <summary>Reads a CSV file from outside: RFC 4180, UTF-8, commas or, as some spreadsheets write it, semicolons.</summary>
internal static class CsvReader
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file.</summary>
    /// <param name="content">Its bytes.</param>
    /// <param name="name">What to call the sheet.</param>
    /// <exception cref="Domain.DomainException">It is none, or beyond a limit.</exception>
    public static InputSheet Read(byte[] content, string name)
    {
        var text = Decode(content);
        var headings = text.AsSpan(0, text.AsSpan().IndexOfAny('\r', '\n') is >= 0 and var end ? end : text.Length);
        var separator = headings.Contains(';') && !headings.Contains(',') ? ';' : ',';
        var rows = new List<InputRow>();
        var cells = new Dictionary<int, InputCell>();
        var (column, number) = (0, 1);
        var cell = new StringBuilder();
        var at = 0;
        while (at < text.Length)
        {
            at = text[at] == '"' ? Quoted(text, at, cell, number) : Plain(text, at, separator, cell);
            if (cell.Length > ImportLimits.TextLength)
                throw ImportErrors.Of("FILE_TOO_LARGE", $"A cell of row {number} has more than {ImportLimits.TextLength} characters. Is a quotation mark missing?");
            if (cell.Length > 0 && column < ImportLimits.Columns)
                cells[column] = new(CellKind.Text, CsvText.Unescape(cell.ToString()));
            cell.Clear();
            if (at < text.Length && text[at] != separator && text[at] is not ('\r' or '\n'))
                throw ImportErrors.Of("NOT_CSV", $"After a closing quotation mark of row {number} there is more before the next separator. Write a quotation mark within a text twice.");
            if (at < text.Length && text[at] == separator)
            {
                column++;
                at++;
                continue;
            }

            EndRow();
            at += at + 1 < text.Length && text[at] == '\r' && text[at + 1] == '\n' ? 2 : 1;
        }

        EndRow();
        return new(name, rows, []) { HasDecimalCommas = separator == ';' };

        void EndRow()
        {
            if (cells.Count > 0)
            {
                if (rows.Count > ImportLimits.Rows)
                    throw ImportErrors.TooManyRows(name);
                rows.Add(new(number, cells));
                cells = [];
            }

            column = 0;
            number++;
        }
    }

    private static int Plain(string text, int at, char separator, StringBuilder cell)
    {
        while (at < text.Length && text[at] != separator && text[at] is not ('\r' or '\n'))
            cell.Append(text[at++]);
        return at;
    }

    private static int Quoted(string text, int at, StringBuilder cell, int number)
    {
        for (at++; at < text.Length; at++)
        {
            if (text[at] != '"')
                cell.Append(text[at]);
            else if (at + 1 < text.Length && text[at + 1] == '"')
                cell.Append(text[at++]);
            else
                return at + 1;
        }

        throw ImportErrors.Of("NOT_CSV", $"A quotation mark of row {number} is never closed.");
    }

    private static string Decode(byte[] content)
    {
        try
        {
            return Strict.GetString(content).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException exception)
        {
            throw ImportErrors.Of("NOT_UTF8", "The file is no UTF-8. Save it as \"CSV UTF-8\".", exception);
        }
    }
}
