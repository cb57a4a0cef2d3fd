using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace KpiPlatform.Spreadsheets.Tests.Support;

/// <summary>A workbook with one sheet, Observations, as another program might save it: with styles, shared texts, hidden rows.</summary>
internal sealed class EditedWorkbook
{
    // Indexes into the styles below.
    public const int Plain = 0;
    public const int Percent = 1;
    public const int Date = 2;
    public const int OwnPercent = 3;
    public const int Unit = 4;

    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private readonly StringBuilder _rows = new();
    private readonly List<string> _texts = [];
    private int _row = 1;

    private EditedWorkbook() => Texts("Indicator", "Time", "Value");

    /// <summary>Whether the rows that follow are hidden.</summary>
    public bool IsHidden { get; set; }

    /// <summary>Writes one.</summary>
    public static byte[] With(Action<EditedWorkbook> edit, bool countsFrom1904 = false)
    {
        var book = new EditedWorkbook();
        edit(book);
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            Part(zip, "xl/workbook.xml", $"<workbook xmlns=\"{Main}\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><workbookPr{(countsFrom1904 ? " date1904=\"1\"" : string.Empty)}/><sheets><sheet name=\"Observations\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>");
            Part(zip, "xl/_rels/workbook.xml.rels", "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Target=\"worksheets/sheet1.xml\"/></Relationships>");
            Part(zip, "xl/styles.xml", $"<styleSheet xmlns=\"{Main}\"><numFmts count=\"2\"><numFmt numFmtId=\"164\" formatCode=\"0.000%\"/><numFmt numFmtId=\"165\" formatCode=\"#,##0.0&quot; %&quot;\"/></numFmts><cellStyleXfs count=\"1\"><xf numFmtId=\"9\"/></cellStyleXfs><cellXfs count=\"5\"><xf numFmtId=\"0\"/><xf numFmtId=\"10\"/><xf numFmtId=\"16\"/><xf numFmtId=\"164\"/><xf numFmtId=\"165\"/></cellXfs></styleSheet>");
            Part(zip, "xl/sharedStrings.xml", $"<sst xmlns=\"{Main}\">{string.Concat(book._texts.Select(text => $"<si><t xml:space=\"preserve\">{text}</t></si>"))}</sst>");
            Part(zip, "xl/worksheets/sheet1.xml", $"<worksheet xmlns=\"{Main}\"><sheetData>{book._rows}</sheetData></worksheet>");
        }

        return stream.ToArray();
    }

    /// <summary>A row with numbers.</summary>
    public void Row(string indicator, double time, double value, int style = Plain) =>
        Cells(string.Create(CultureInfo.InvariantCulture, $"<c r=\"A{{0}}\" t=\"s\"><v>{Shared(indicator)}</v></c><c r=\"B{{0}}\" s=\"{Date}\"><v>{time:R}</v></c><c r=\"C{{0}}\" s=\"{style}\"><v>{value:R}</v></c>"));

    /// <summary>A row of texts.</summary>
    public void Texts(params ReadOnlySpan<string> texts)
    {
        var cells = new StringBuilder();
        for (var i = 0; i < texts.Length; i++)
            cells.Append(CultureInfo.InvariantCulture, $"<c r=\"{(char)('A' + i)}{{0}}\" t=\"s\"><v>{Shared(texts[i])}</v></c>");
        Cells(cells.ToString());
    }

    /// <summary>A row as it is written, with {0} for its number.</summary>
    public void Cells(string cells)
    {
        var hidden = IsHidden ? " hidden=\"1\"" : string.Empty;
        var body = cells.Replace("{0}", _row.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        _rows.Append(CultureInfo.InvariantCulture, $"<row r=\"{_row++}\"{hidden}>{body}</row>");
    }

    /// <summary>Rows that were deleted or emptied.</summary>
    public void Skip(int rows) => _row += rows;

    private int Shared(string text)
    {
        _texts.Add(text);
        return _texts.Count - 1;
    }

    private static void Part(ZipArchive zip, string name, string xml)
    {
        using var writer = new StreamWriter(zip.CreateEntry(name).Open());
        writer.Write(xml);
    }
}
