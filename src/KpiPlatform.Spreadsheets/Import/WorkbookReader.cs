using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;
using KpiPlatform.Domain;
using KpiPlatform.Spreadsheets.Workbooks;
using XmlText = KpiPlatform.Spreadsheets.Workbooks.XmlText;

namespace KpiPlatform.Spreadsheets.Import;

/// <summary>
/// Reads the sheets that are wanted of an .xlsx file from outside: cells, formulas as such, merged ranges. It unpacks just the parts that it needs,
/// as a stream and within <see cref="UnpackBudget"/>, resolves no entities and follows no links.
/// </summary>
internal sealed class WorkbookReader
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string StrictMain = "http://purl.oclc.org/ooxml/spreadsheetml/main";
    private const string RelationshipsOfDocument = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string StrictRelationships = "http://purl.oclc.org/ooxml/officeDocument/relationships";

    private readonly ZipArchive _zip;
    private readonly UnpackBudget _budget = new();
    private List<string>? _shared;
    private List<CellLook>? _looks;
    private bool _countsFrom1904;

    private WorkbookReader(ZipArchive zip) => _zip = zip;

    /// <summary>Reads a workbook.</summary>
    /// <param name="content">The file.</param>
    /// <param name="wanted">Names of the sheets to read; others are left alone.</param>
    /// <exception cref="DomainException">It is none, or beyond a limit.</exception>
    public static IReadOnlyList<InputSheet> Read(byte[] content, IReadOnlyCollection<string> wanted)
    {
        try
        {
            using var zip = new ZipArchive(new MemoryStream(content, writable: false), ZipArchiveMode.Read);
            return zip.Entries.Count > ImportLimits.Parts
                ? throw ImportErrors.Of("FILE_TOO_LARGE", $"The workbook has {zip.Entries.Count} parts; at most {ImportLimits.Parts} are allowed.")
                : new WorkbookReader(zip).Read(wanted);
        }
        catch (Exception exception) when (exception is InvalidDataException or XmlException or IOException or NotSupportedException or FormatException or OverflowException or ArgumentException)
        {
            throw ImportErrors.NotAWorkbook(exception);
        }
    }

    private List<InputSheet> Read(IReadOnlyCollection<string> wanted)
    {
        var sheets = new List<InputSheet>();
        var targets = Relationships();
        foreach (var (name, id) in SheetNames())
        {
            if (wanted.Contains(name, StringComparer.OrdinalIgnoreCase) && targets.TryGetValue(id, out var part))
                sheets.Add(Sheet(name, part));
        }

        return sheets;
    }

    private List<(string Name, string Id)> SheetNames()
    {
        var sheets = new List<(string Name, string Id)>();
        using var xml = Open("xl/workbook.xml");
        while (xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element || !IsMain(xml))
                continue;
            if (xml.LocalName == "workbookPr")
                _countsFrom1904 = IsTrue(xml.GetAttribute("date1904"));
            if (xml.LocalName == "sheet" && xml.GetAttribute("name") is { } name && (xml.GetAttribute("id", RelationshipsOfDocument) ?? xml.GetAttribute("id", StrictRelationships)) is { } id)
                sheets.Add((XmlText.Decode(name), id));
        }

        return sheets;
    }

    private Dictionary<string, string> Relationships()
    {
        var targets = new Dictionary<string, string>(StringComparer.Ordinal);
        using var xml = Open("xl/_rels/workbook.xml.rels");
        while (xml.Read())
        {
            if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "Relationship" && xml.GetAttribute("Id") is { } id && xml.GetAttribute("Target") is { } target)
                targets[id] = target.StartsWith('/') ? target[1..] : "xl/" + target;
        }

        return targets;
    }

    private InputSheet Sheet(string name, string part)
    {
        var rows = new List<InputRow>();
        var merged = new List<string>();
        var number = 0;
        using var xml = Open(part);
        while (xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element || !IsMain(xml))
                continue;
            if (xml.LocalName == "row")
            {
                number = xml.GetAttribute("r") is { } given ? int.Parse(given, NumberStyles.None, CultureInfo.InvariantCulture) : number + 1;
                var cells = Cells(xml, number);
                if (cells.Count == 0)
                    continue;

                // The headings are one row more.
                if (rows.Count > ImportLimits.Rows)
                    throw ImportErrors.TooManyRows(name);
                rows.Add(new(number, cells));
            }
            else if (xml.LocalName == "mergeCell" && xml.GetAttribute("ref") is { } range && merged.Count < ImportLimits.Rows)
            {
                merged.Add(range);
            }
        }

        return new(name, rows, merged) { CountsFrom1904 = _countsFrom1904 };
    }

    private Dictionary<int, InputCell> Cells(XmlReader row, int number)
    {
        var cells = new Dictionary<int, InputCell>();
        if (row.IsEmptyElement)
            return cells;
        var depth = row.Depth;
        var column = -1;
        while (row.Read() && !(row.NodeType == XmlNodeType.EndElement && row.Depth == depth))
        {
            if (row.NodeType != XmlNodeType.Element || row.LocalName != "c" || !IsMain(row))
                continue;
            column++;
            if (row.GetAttribute("r") is { } address)
            {
                if (!ColumnLetters.TryParse(address, out column, out var stated) || stated != number)
                    throw new FormatException($"{address} is no address in row {number}.");
            }

            var cell = Cell(row);
            if (cell.Kind != CellKind.Empty && column < ImportLimits.Columns)
                cells[column] = cell;
        }

        return cells;
    }

    private InputCell Cell(XmlReader cell)
    {
        var (type, style) = (cell.GetAttribute("t"), cell.GetAttribute("s"));
        if (cell.IsEmptyElement)
            return default;
        var depth = cell.Depth;
        var value = string.Empty;
        var inline = string.Empty;
        var isFormula = false;
        while (cell.Read() && !(cell.NodeType == XmlNodeType.EndElement && cell.Depth == depth))
        {
            if (cell.NodeType != XmlNodeType.Element)
                continue;
            if (cell.LocalName == "f")
                isFormula = true;
            else if (cell.LocalName == "v")
                value = Content(cell);
            else if (cell.LocalName == "is")
                inline = Rich(cell);
        }

        if (isFormula)
            return new(CellKind.Formula, value);
        return type switch
        {
            "inlineStr" => OfText(inline),
            "s" => value.Length == 0 ? default : OfText(Shared(int.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture))),
            "str" => OfText(XmlText.Decode(value)),
            "b" => new(CellKind.Truth, value is "1" or "true" ? "TRUE" : "FALSE"),
            "e" => new(CellKind.Error, value),
            "d" => OfText(value),
            _ when value.Length == 0 => default,
            _ => OfNumber(value) with { Look = Look(style) },
        };
    }

    private static InputCell OfText(string text) => text.Length == 0
        ? default
        : new(CellKind.Text, text.Length <= ImportLimits.TextLength ? text : throw ImportErrors.Of("FILE_TOO_LARGE", $"A cell has more than {ImportLimits.TextLength} characters."));

    private static InputCell OfNumber(string text)
    {
        var number = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsFinite(number) ? new(CellKind.Number, number.ToString("R", CultureInfo.InvariantCulture), number) : new(CellKind.Error, text);
    }

    private CellLook Look(string? style)
    {
        if (!int.TryParse(style, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            return CellLook.Plain;
        _looks ??= ReadLooks();
        return index < _looks.Count ? _looks[index] : CellLook.Plain;
    }

    private List<CellLook> ReadLooks()
    {
        const string Styles = "xl/styles.xml";
        if (_zip.GetEntry(Styles) is null)
            return [];
        using var xml = Open(Styles);
        return NumberLooks.Read(xml, IsMain);
    }

    private string Shared(int index)
    {
        _shared ??= ReadShared();
        return index < _shared.Count ? _shared[index] : throw new FormatException($"There is no shared text {index}.");
    }

    private List<string> ReadShared()
    {
        var texts = new List<string>();
        if (_zip.GetEntry("xl/sharedStrings.xml") is null)
            return texts;
        using var xml = Open("xl/sharedStrings.xml");
        while (xml.Read())
        {
            if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "si" && IsMain(xml))
                texts.Add(Rich(xml));
        }

        return texts;
    }

    /// <summary>The texts within an element, put together; not those that say how it is pronounced.</summary>
    private static string Rich(XmlReader element)
    {
        if (element.IsEmptyElement)
            return string.Empty;
        var depth = element.Depth;
        var text = new StringBuilder();
        while (element.Read() && !(element.NodeType == XmlNodeType.EndElement && element.Depth == depth))
        {
            if (element.NodeType == XmlNodeType.Element && element.LocalName == "rPh")
                SkipElement(element);
            else if (element.NodeType == XmlNodeType.Element && element.LocalName == "t")
                text.Append(Content(element));
        }

        return XmlText.Decode(text.ToString());
    }

    private static void SkipElement(XmlReader element)
    {
        if (element.IsEmptyElement)
            return;
        var depth = element.Depth;
        while (element.Read() && !(element.NodeType == XmlNodeType.EndElement && element.Depth == depth))
        {
            // Nothing of it is wanted.
        }
    }

    /// <summary>Text of an element, leaving the reader on its end.</summary>
    private static string Content(XmlReader element)
    {
        if (element.IsEmptyElement)
            return string.Empty;
        var depth = element.Depth;
        var text = new StringBuilder();
        while (element.Read() && !(element.NodeType == XmlNodeType.EndElement && element.Depth == depth))
        {
            if (element.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace)
                text.Append(element.Value);
        }

        return text.ToString();
    }

    private XmlReader Open(string part)
    {
        var entry = _zip.GetEntry(part) ?? throw new InvalidDataException($"{part} is missing.");

        // What it says of its length may be wrong; then the stream runs out of budget.
        if (entry.Length > ImportLimits.UnpackedBytes)
            throw ImportErrors.UnpacksToTooMuch();
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, CloseInput = true, MaxCharactersInDocument = ImportLimits.UnpackedBytes };
        return XmlReader.Create(new BoundedStream(entry.Open(), _budget), settings);
    }

    private static bool IsMain(XmlReader xml) => xml.NamespaceURI is Main or StrictMain;

    private static bool IsTrue(string? text) => text is "1" or "true";
}
