using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.ExtendedProperties;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using KpiPlatform.Spreadsheets.Model;
using KpiPlatform.Spreadsheets.Sheets;

namespace KpiPlatform.Spreadsheets.Workbooks;

/// <summary>Sheets as an .xlsx file.</summary>
public static class WorkbookFile
{
    private const string Application = "KpiPlatform";

    /// <summary>Writes the workbook of an export.</summary>
    /// <param name="export">What to write.</param>
    public static byte[] Write(ScorecardExport export)
    {
        ArgumentNullException.ThrowIfNull(export);
        using var stream = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(stream, SpreadsheetDocumentType.Workbook))
        {
            document.PackageProperties.Title = XmlText.Encode(export.Title);
            document.PackageProperties.Creator = Application;
            document.PackageProperties.Created = export.GeneratedAt.ToDateTimeUtc();
            document.AddExtendedFilePropertiesPart().Properties = new Properties(new Application(Application));
            Fill(document.AddWorkbookPart(), ScorecardSheets.Of(export), export.Title);
        }

        return stream.ToArray();
    }

    private static void Fill(WorkbookPart workbook, IReadOnlyList<SheetTable> tables, string title)
    {
        var styles = new StyleTable();
        var sheets = new DocumentFormat.OpenXml.Spreadsheet.Sheets();
        var names = new DefinedNames();
        for (var i = 0; i < tables.Count; i++)
        {
            var part = workbook.AddNewPart<WorksheetPart>();
            new WorksheetWriter(tables[i], styles, title).WriteTo(part);
            sheets.Append(new Sheet { Name = tables[i].Name, SheetId = (uint)i + 1, Id = workbook.GetIdOfPart(part) });
            foreach (var name in NamesOf(tables[i], (uint)i))
                names.Append(name);
        }

        // Recalculated when it is opened, whatever the program makes of results that another one computed.
        workbook.Workbook = new Workbook(
            new BookViews(new WorkbookView { ActiveTab = 0 }), sheets, names, new CalculationProperties { CalculationId = 191_029, FullCalculationOnLoad = true });
        workbook.AddNewPart<WorkbookStylesPart>().Stylesheet = styles.ToStylesheet();
    }

    private static IEnumerable<DefinedName> NamesOf(SheetTable table, uint index)
    {
        var last = ColumnLetters.Of(table.Columns.Count - 1);
        var bottom = table.RowNumber(Math.Max(0, table.Rows.Count - 1));

        // In the order of their names, as programs write them.
        if (table.IsFiltered)
            yield return new DefinedName($"'{table.Name}'!$A${table.HeadingRow}:${last}${bottom}") { Name = "_xlnm._FilterDatabase", LocalSheetId = index, Hidden = true };
        if (table.PrintedColumns > 0)
            yield return new DefinedName($"'{table.Name}'!$A$1:${ColumnLetters.Of(table.PrintedColumns - 1)}${bottom}") { Name = "_xlnm.Print_Area", LocalSheetId = index };
        yield return new DefinedName($"'{table.Name}'!${table.HeadingRow}:${table.HeadingRow}") { Name = "_xlnm.Print_Titles", LocalSheetId = index };
    }
}
