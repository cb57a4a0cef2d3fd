using System.Text;

namespace KpiPlatform.Cli.Import.Reading;

/// <summary>
/// Parses one record by RFC 4180 (fields in quotes may hold delimiters, line ends and doubled quotes), fed line by line.
/// A quote within a field that does not begin with one is taken literally, as spreadsheets do.
/// </summary>
internal sealed class CsvLineParser(char delimiter)
{
    private const char Quote = '"';

    private readonly List<string> _fields = [];
    private readonly StringBuilder _field = new();
    private bool _open;

    /// <summary>Set when text follows a closing quote; the record cannot be read.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Takes the next line in. Answers the fields if the record ends here; null if a quoted field goes on, or it is broken.</summary>
    public IReadOnlyList<string>? Feed(string line)
    {
        var i = 0;
        if (_open)
        {
            _field.Append('\n');
            if (!ReadQuoted(line, ref i) || IsBroken)
                return null;
            if (i == line.Length)
                return _fields;
        }

        while (true)
        {
            if (i < line.Length && line[i] == Quote)
            {
                i++;
                if (!ReadQuoted(line, ref i) || IsBroken)
                    return null;
                if (i == line.Length)
                    return _fields;
            }
            else
            {
                var end = line.IndexOf(delimiter, i);
                if (end < 0)
                {
                    _fields.Add(line[i..]);
                    return _fields;
                }

                _fields.Add(line[i..end]);
                i = end + 1;
            }
        }
    }

    // Reads up to behind the closing quote and its delimiter. False if the line ends before the quote closes. At the end of
    // the line, i is its length only if nothing follows: a delimiter at the very end leaves one more, empty field to add.
    private bool ReadQuoted(string line, ref int i)
    {
        _open = true;
        while (true)
        {
            var quote = line.IndexOf(Quote, i);
            if (quote < 0)
            {
                _field.Append(line, i, line.Length - i);
                return false;
            }

            _field.Append(line, i, quote - i);
            i = quote + 1;
            if (i >= line.Length || line[i] != Quote)
                break;
            _field.Append(Quote);
            i++;
        }

        _open = false;
        _fields.Add(_field.ToString());
        _field.Clear();
        if (i == line.Length)
            return true;
        if (line[i] != delimiter)
        {
            IsBroken = true;
            return true;
        }

        i++;
        if (i == line.Length)
            _fields.Add("");
        return true;
    }
}
