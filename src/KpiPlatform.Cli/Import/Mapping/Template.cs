using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using KpiPlatform.Cli.Import.Reading;
using KpiPlatform.Cli.Wording;

namespace KpiPlatform.Cli.Import.Mapping;

/// <summary>
/// Text made from a record: "{column}" stands for a column's value, "{line}" for the physical line number ("{line:000000}"
/// with leading zeros), "{digest}" for 32 hexadecimal digits of a SHA-256 over the record; "{{" is a brace.
/// </summary>
internal sealed class Template
{
    private const string Line = "line";
    private const string Digest = "digest";
    private const int DigestBytes = 16;

    private readonly List<Func<CsvRecord, string>> _parts = [];

    private Template()
    {
    }

    /// <summary>Null, with the problem, if a brace does not close or names no column.</summary>
    public static Template? Parse(string text, IReadOnlyDictionary<string, int> columns, out string problem)
    {
        var template = new Template();
        var literal = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is '{' or '}' && i + 1 < text.Length && text[i + 1] == text[i])
            {
                literal.Append(text[i++]);
            }
            else if (text[i] == '{')
            {
                var close = text.IndexOf('}', i);
                if (close < 0)
                {
                    problem = "has a brace that does not close; a brace itself is written '{{'";
                    return null;
                }

                if (template.Part(text[(i + 1)..close], columns) is not { } part)
                {
                    var name = text[(i + 1)..close];
                    problem = $"names a column '{name}' that the file does not have{NearestName.Suggest(name, columns.Keys)}";
                    return null;
                }

                template.Literal(literal);
                template._parts.Add(part);
                i = close;
            }
            else
            {
                literal.Append(text[i]);
            }
        }

        template.Literal(literal);
        problem = "";
        return template;
    }

    /// <summary>The text for one record.</summary>
    public string Render(CsvRecord record) => _parts.Count == 1 ? _parts[0](record) : string.Concat(_parts.Select(part => part(record)));

    private void Literal(StringBuilder literal)
    {
        if (literal.Length == 0)
            return;
        var text = literal.ToString();
        _parts.Add(_ => text);
        literal.Clear();
    }

    private Func<CsvRecord, string>? Part(string name, IReadOnlyDictionary<string, int> columns)
    {
        // A column wins over a word of the same name.
        if (columns.TryGetValue(name, out var index))
            return record => record.Fields[index].Trim();
        if (name == Digest)
            return record => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(record.Text)).AsSpan(0, DigestBytes));
        if (name == Line)
            return record => record.Line.ToString(CultureInfo.InvariantCulture);
        if (name.StartsWith(Line + ":", StringComparison.Ordinal) && name[(Line.Length + 1)..] is { Length: > 0 } zeros && zeros.All(c => c == '0'))
            return record => record.Line.ToString(zeros, CultureInfo.InvariantCulture);
        return null;
    }
}
