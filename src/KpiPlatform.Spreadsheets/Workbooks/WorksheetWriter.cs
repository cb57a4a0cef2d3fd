using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using KpiPlatform.Spreadsheets.Sheets;
using NodaTime;

namespace KpiPlatform.Spreadsheets.Workbooks;

/// <summary>One sheet of a workbook.</summary>
/// <param name="table">What stands in it.</param>
/// <param name="styles">The formats of the workbook.</param>
/// <param name="footer">What stands below each printed page.</param>
internal sealed class WorksheetWriter(SheetTable table, StyleTable styles, string footer)
{
    private const uint PaperA4 = 9;
    private const double TitleHeight = 24;
    private const double LineHeight = 15;
    private const double HeadingHeight = 32;
    private static readonly LocalDate DayZero = new(1899, 12, 30);

    private readonly List<(int Column, int Row, string Text)> _notes = [];

    /// <summary>Writes it.</summary>
    /// <param name="part">Where to.</param>
    public void WriteTo(WorksheetPart part)
    {
        var data = Data();
        var worksheet = new Worksheet(
            new SheetProperties(new PageSetupProperties { FitToPage = true }),
            new SheetViews(View()),
            new SheetFormatProperties { DefaultRowHeight = LineHeight },
            new DocumentFormat.OpenXml.Spreadsheet.Columns(table.Columns.Select((column, index) =>
                new Column { Min = (uint)index + 1, Max = (uint)index + 1, Width = column.Width, CustomWidth = true })),
            data);
        if (table.IsFiltered)
            worksheet.Append(new AutoFilter { Reference = $"A{table.HeadingRow}:{ColumnLetters.Of(table.Columns.Count - 1)}{Bottom}" });
        for (var i = 0; i < table.Columns.Count; i++)
        {
            if (table.Columns[i].IsStatus && table.Rows.Count > 0)
                worksheet.Append(StatusColours(ColumnLetters.Of(i), i * StyleTable.Statuses.Count));
        }

        worksheet.Append(
            new PageMargins { Left = 0.4, Right = 0.4, Top = 0.5, Bottom = 0.6, Header = 0.3, Footer = 0.3 },
            new PageSetup { PaperSize = PaperA4, Orientation = OrientationValues.Landscape, FitToWidth = 1, FitToHeight = 0 },
            new HeaderFooter(new OddFooter($"&L{XmlText.Encode(Literal(footer))} – {table.Name}&RPage &P of &N")));
        part.Worksheet = worksheet;
        if (_notes.Count > 0)
            worksheet.Append(new LegacyDrawing { Id = NoteParts.AddTo(part, _notes) });
    }

    /// <summary>The serial number of a local time: days since 30 December 1899.</summary>
    /// <param name="time">The time.</param>
    internal static double Serial(LocalDateTime time) => Period.DaysBetween(DayZero, time.Date) + ((double)time.TickOfDay / NodaConstants.TicksPerDay);

    private int Bottom => table.RowNumber(Math.Max(0, table.Rows.Count - 1));

    private SheetView View()
    {
        var view = new SheetView { WorkbookViewId = 0, ShowGridLines = false };
        var topLeft = $"{ColumnLetters.Of(table.FrozenColumns)}{table.HeadingRow + 1}";
        var pane = new Pane
        {
            VerticalSplit = table.HeadingRow,
            TopLeftCell = topLeft,
            ActivePane = table.FrozenColumns > 0 ? PaneValues.BottomRight : PaneValues.BottomLeft,
            State = PaneStateValues.Frozen,
        };
        if (table.FrozenColumns > 0)
            pane.HorizontalSplit = table.FrozenColumns;
        view.Append(pane);
        return view;
    }

    private SheetData Data()
    {
        var data = new SheetData();
        for (var i = 0; i < table.Title.Count; i++)
        {
            var look = new StyleTable.CellLook(string.Empty, RowKind.Plain, i == 0 ? StyleTable.Part.Title : StyleTable.Part.Subtitle);
            data.Append(new Row(Text($"A{i + 1}", table.Title[i], styles.Of(look))) { RowIndex = (uint)i + 1, Height = i == 0 ? TitleHeight : LineHeight, CustomHeight = true });
        }

        var heading = styles.Of(new(string.Empty, RowKind.Plain, StyleTable.Part.Heading));
        data.Append(new Row(table.Columns.Select((column, index) => Text($"{ColumnLetters.Of(index)}{table.HeadingRow}", column.Heading, heading)))
        {
            RowIndex = (uint)table.HeadingRow, Height = HeadingHeight, CustomHeight = true,
        });
        for (var i = 0; i < table.Rows.Count; i++)
            data.Append(DataRow(table.Rows[i], table.RowNumber(i)));
        return data;
    }

    private Row DataRow(SheetRow row, int number)
    {
        var made = new Row { RowIndex = (uint)number };
        for (var i = 0; i < row.Cells.Count; i++)
        {
            var cell = row.Cells[i];
            var look = new StyleTable.CellLook(cell.Format, row.Kind, StyleTable.Part.Cell, IndentOf(cell, i), cell.IsInput, table.Columns[i].Wraps);
            var address = $"{ColumnLetters.Of(i)}{number.ToString(CultureInfo.InvariantCulture)}";
            made.Append(Cell(address, cell, styles.Of(look)));
            if (cell.Note.Length > 0)
                _notes.Add((i, number, cell.Note));
        }

        return made;
    }

    // A text right of a number would touch it.
    private static int IndentOf(SheetCell cell, int column) => cell.Indent == 0 && column > 0 && cell.Value is string ? 1 : cell.Indent;

    private static Cell Cell(string address, SheetCell cell, uint style)
    {
        if (cell.Formula.Length > 0)
            return Computed(address, cell, style);
        return cell.Value switch
        {
            string text => Text(address, text, style),
            double number => Number(address, number, style),
            LocalDate date => Number(address, Serial(date.AtMidnight()), style),
            LocalDateTime time => Number(address, Serial(time), style),
            _ => new Cell { CellReference = address, StyleIndex = style },
        };
    }

    /// <summary>A formula with its result, so that programs that do not compute show it too; a formula without a number says so by an empty text.</summary>
    private static Cell Computed(string address, SheetCell cell, uint style)
    {
        var made = new Cell { CellReference = address, StyleIndex = style, CellFormula = new CellFormula(cell.Formula) };
        if (cell.Value is double number)
        {
            made.CellValue = new CellValue(number.ToString("R", CultureInfo.InvariantCulture));
            return made;
        }

        made.DataType = CellValues.String;
        made.CellValue = new CellValue(cell.Value as string ?? string.Empty);
        return made;
    }

    private static Cell Number(string address, double number, uint style) =>
        new() { CellReference = address, StyleIndex = style, CellValue = new CellValue(number.ToString("R", CultureInfo.InvariantCulture)) };

    // Text of its own cell, never a formula, whatever it begins with.
    private static Cell Text(string address, string text, uint style)
    {
        var kept = text.Length > XmlText.MaxLength ? text[..XmlText.MaxLength] : text;
        return new Cell
        {
            CellReference = address,
            StyleIndex = style,
            DataType = CellValues.InlineString,
            InlineString = new InlineString(new Text(XmlText.Encode(kept)) { Space = SpaceProcessingModeValues.Preserve }),
        };
    }

    private ConditionalFormatting StatusColours(string column, int firstPriority)
    {
        var formatting = new ConditionalFormatting
        {
            SequenceOfReferences = new ListValue<StringValue>([new StringValue($"{column}{table.HeadingRow + 1}:{column}{Bottom}")]),
        };
        for (var i = 0; i < StyleTable.Statuses.Count; i++)
        {
            formatting.Append(new ConditionalFormattingRule(new Formula($"\"{StyleTable.Statuses[i].Status}\""))
            {
                Type = ConditionalFormatValues.CellIs,
                Operator = ConditionalFormattingOperatorValues.Equal,
                FormatId = (uint)i,
                Priority = firstPriority + i + 1,
            });
        }

        return formatting;
    }

    // In headers and footers an ampersand begins a code.
    private static string Literal(string text) => text.Replace("&", "&&", StringComparison.Ordinal);
}
