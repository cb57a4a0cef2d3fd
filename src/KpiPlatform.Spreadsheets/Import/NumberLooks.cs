using System.Globalization;
using System.Xml;

namespace KpiPlatform.Spreadsheets.Import;

/// <summary>Number formats of a workbook's styles, as far as they decide what a number means.</summary>
internal static class NumberLooks
{
    /// <summary>Reads a part of styles.</summary>
    /// <param name="xml">The part.</param>
    /// <param name="isMain">Whether an element is one of the format.</param>
    /// <returns>By index of the cell's style.</returns>
    public static List<CellLook> Read(XmlReader xml, Func<XmlReader, bool> isMain)
    {
        var custom = new Dictionary<int, CellLook>();
        var looks = new List<CellLook>();
        var isInCells = false;
        while (xml.Read())
        {
            if (xml.LocalName == "cellXfs" && isMain(xml))
                isInCells = xml.NodeType == XmlNodeType.Element && !xml.IsEmptyElement;
            else if (xml.NodeType != XmlNodeType.Element || !isMain(xml))
                continue;
            else if (xml.LocalName == "numFmt" && Id(xml) is { } own)
                custom[own] = Of(xml.GetAttribute("formatCode") ?? string.Empty);
            else if (xml.LocalName == "xf" && isInCells)
                looks.Add(Id(xml) is { } id ? custom.TryGetValue(id, out var look) ? look : BuiltIn(id) : CellLook.Plain);
        }

        return looks;
    }

    /// <summary>What a format code shows. Texts in it, colours and conditions say nothing.</summary>
    public static CellLook Of(string code)
    {
        for (var at = 0; at < code.Length; at++)
        {
            switch (code[at])
            {
                case '"':
                    at = End(code, at, '"');
                    break;
                case '\\' or '_' or '*':
                    at++;
                    break;
                case '[' when at + 1 < code.Length && code[at + 1] is 'h' or 'H' or 'm' or 'M' or 's' or 'S':
                    return CellLook.Date;
                case '[':
                    at = End(code, at, ']');
                    break;
                case '%':
                    return CellLook.Percent;
                case 'y' or 'Y' or 'm' or 'M' or 'd' or 'D' or 'h' or 'H' or 's' or 'S':
                    return CellLook.Date;
                case 'G' when code.AsSpan(at).StartsWith("General", StringComparison.Ordinal):
                    at += "General".Length - 1;
                    break;
            }
        }

        return CellLook.Plain;
    }

    // ECMA-376, part 1, 18.8.30; 27 to 36 and 50 to 58 are dates of East Asian languages.
    private static CellLook BuiltIn(int id) => id switch
    {
        9 or 10 => CellLook.Percent,
        (>= 14 and <= 22) or (>= 27 and <= 36) or (>= 45 and <= 47) or (>= 50 and <= 58) => CellLook.Date,
        _ => CellLook.Plain,
    };

    private static int? Id(XmlReader xml) => int.TryParse(xml.GetAttribute("numFmtId"), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    private static int End(string code, int start, char mark) => code.IndexOf(mark, start + 1) is >= 0 and var end ? end : code.Length;
}
