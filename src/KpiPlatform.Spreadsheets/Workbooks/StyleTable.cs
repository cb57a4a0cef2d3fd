using DocumentFormat.OpenXml.Spreadsheet;
using KpiPlatform.Spreadsheets.Sheets;

namespace KpiPlatform.Spreadsheets.Workbooks;

/// <summary>The formats of a workbook: each combination once, numbered as it is first asked for.</summary>
internal sealed class StyleTable
{
    /// <summary>Number of the differential format of a status: what its cells look like.</summary>
    public static readonly IReadOnlyList<(string Status, string Fill, string Text)> Statuses =
        [("Green", "FFC6EFCE", "FF0A5C1F"), ("Yellow", "FFFFEB9C", "FF6B4A00"), ("Red", "FFFFC7CE", "FF9C0006"), ("Grey", "FFE3E6EA", "FF3F4752")];

    private const uint FirstOwnFormat = 164;
    private const string InputColor = "FF0B4FA8";
    private const string HeadingFill = "FF1B4F8F";

    private readonly Dictionary<CellLook, uint> _looks = [];
    private readonly Dictionary<string, uint> _formats = new(StringComparer.Ordinal);
    private readonly List<CellFormat> _cellFormats = [];

    public StyleTable() => Of(new CellLook(string.Empty, RowKind.Plain, Part.Cell));

    /// <summary>What a cell is for.</summary>
    public enum Part
    {
        /// <summary>Like any other.</summary>
        Cell,

        /// <summary>The first line of title.</summary>
        Title,

        /// <summary>A further line of title.</summary>
        Subtitle,

        /// <summary>A heading of a column.</summary>
        Heading,
    }

    /// <summary>Number of a format.</summary>
    /// <param name="look">What it looks like.</param>
    public uint Of(CellLook look)
    {
        if (_looks.TryGetValue(look, out var known))
            return known;
        var index = (uint)_cellFormats.Count;
        _looks.Add(look, index);
        _cellFormats.Add(new CellFormat
        {
            NumberFormatId = FormatOf(look.Format),
            FontId = FontOf(look),
            FillId = FillOf(look),
            BorderId = look.Part == Part.Cell ? 1U : 0U,
            FormatId = 0,
            ApplyNumberFormat = look.Format.Length > 0,
            ApplyFont = true,
            ApplyFill = true,
            ApplyBorder = true,
            ApplyAlignment = true,
            Alignment = new Alignment
            {
                Vertical = look.Part == Part.Heading ? VerticalAlignmentValues.Center : VerticalAlignmentValues.Top,
                WrapText = look.Wraps || look.Part == Part.Heading,
                Indent = look.Indent > 0 ? (uint)look.Indent : null,
                Horizontal = look.Indent > 0 ? HorizontalAlignmentValues.Left : null,
            },
        });
        return index;
    }

    /// <summary>The part of the workbook that holds them.</summary>
    public Stylesheet ToStylesheet()
    {
        var sheet = new Stylesheet();
        if (_formats.Count > 0)
            sheet.Append(new NumberingFormats(_formats.Select(format => new NumberingFormat { NumberFormatId = format.Value, FormatCode = format.Key })) { Count = (uint)_formats.Count });
        sheet.Append(
            new Fonts(Font(), Font(bold: true), Font(bold: true, size: 16), Font(bold: true, color: "FFFFFFFF"), Font(color: "FF5A6675"), Font(color: InputColor), Font(bold: true, color: InputColor)),
            new Fills(
                new Fill(new PatternFill { PatternType = PatternValues.None }),
                new Fill(new PatternFill { PatternType = PatternValues.Gray125 }),
                Fill(HeadingFill),
                Fill("FFD3E0F0"),
                Fill("FFE6EDF6"),
                Fill("FFF3F6FA")),
            new Borders(
                new Border(new LeftBorder(), new RightBorder(), new TopBorder(), new BottomBorder(), new DiagonalBorder()),
                new Border(new LeftBorder(), new RightBorder(), new TopBorder(), new BottomBorder(new Color { Rgb = "FFD5DCE5" }) { Style = BorderStyleValues.Thin }, new DiagonalBorder())),
            new CellStyleFormats(new CellFormat()),
            new CellFormats(_cellFormats.Select(format => format.CloneNode(deep: true))) { Count = (uint)_cellFormats.Count },
            new CellStyles(new CellStyle { Name = "Normal", FormatId = 0, BuiltinId = 0 }),
            new DifferentialFormats(Statuses.Select(status => new DifferentialFormat(
                new Font(new Bold(), new Color { Rgb = status.Text }),
                new Fill(new PatternFill(new ForegroundColor { Rgb = status.Fill }, new BackgroundColor { Rgb = status.Fill }) { PatternType = PatternValues.Solid })))));
        return sheet;
    }

    private static uint FontOf(CellLook look) => look.Part switch
    {
        Part.Title => 2,
        Part.Subtitle => 4,
        Part.Heading => 3,
        _ when look.IsInput => look.Kind == RowKind.Plain ? 5U : 6U,
        _ => look.Kind == RowKind.Plain ? 0U : 1U,
    };

    private static uint FillOf(CellLook look) => look.Part switch
    {
        Part.Heading => 2,
        Part.Cell => look.Kind switch
        {
            RowKind.Scorecard => 3,
            RowKind.Perspective => 4,
            RowKind.Objective => 5,
            _ => 0,
        },
        _ => 0,
    };

    private static Font Font(bool bold = false, double size = 11, string? color = null)
    {
        var font = new Font();
        if (bold)
            font.Append(new Bold());
        font.Append(new FontSize { Val = size });
        if (color is not null)
            font.Append(new Color { Rgb = color });
        font.Append(new FontName { Val = "Calibri" });
        return font;
    }

    private static Fill Fill(string color) =>
        new(new PatternFill(new ForegroundColor { Rgb = color }, new BackgroundColor { Indexed = 64 }) { PatternType = PatternValues.Solid });

    private uint FormatOf(string format)
    {
        if (format.Length == 0 || format == NumberFormats.Plain)
            return 0;
        if (!_formats.TryGetValue(format, out var number))
            _formats.Add(format, number = FirstOwnFormat + (uint)_formats.Count);
        return number;
    }

    /// <summary>What a cell looks like.</summary>
    /// <param name="Format">Number format; empty for the usual one.</param>
    /// <param name="Kind">That of its row.</param>
    /// <param name="Part">What it is for.</param>
    /// <param name="Indent">Steps by which it is moved in.</param>
    /// <param name="IsInput">Somebody may change it.</param>
    /// <param name="Wraps">Long text goes on in a new line.</param>
    public readonly record struct CellLook(string Format, RowKind Kind, Part Part, int Indent = 0, bool IsInput = false, bool Wraps = false);
}
