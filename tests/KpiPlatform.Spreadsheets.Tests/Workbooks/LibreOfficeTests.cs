using KpiPlatform.Spreadsheets.Tests.Support;
using KpiPlatform.Spreadsheets.Workbooks;

namespace KpiPlatform.Spreadsheets.Tests.Workbooks;

/// <summary>A program that people use opens the workbook and computes the same. Each run of it takes seconds, so there are a few.</summary>
public sealed class LibreOfficeTests
{
    private static readonly int[] Seeds = [1, 4, 7];

    [SkippableFact]
    public void Recalculate_AWorkbookWithWrongResults_GivesThePlatformsNumbers()
    {
        LibreOffice.Require();
        foreach (var seed in Seeds)
        {
            var export = new RandomScorecards(seed).Next();
            var recalculated = ReadWorkbook.Of(LibreOffice.Recalculate(Forget(WorkbookFile.Write(export)))).Sheets["Scorecard"];

            // What the program computed stands in the file as results; nothing is computed here.
            var results = recalculated.ToDictionary(cell => cell.Key, cell => new ReadWorkbook.ReadCell(cell.Value.Value, string.Empty), StringComparer.Ordinal);
            RecalculationTests.ShouldSay(new SheetCalculator(results), recalculated, export.Values, $"seed {seed}").ShouldBeGreaterThan(10);
        }
    }

    /// <summary>The same workbook with the result of every formula replaced by one that is wrong.</summary>
    private static byte[] Forget(byte[] file)
    {
        using var stream = new MemoryStream();
        stream.Write(file);
        using (var document = DocumentFormat.OpenXml.Packaging.SpreadsheetDocument.Open(stream, isEditable: true))
        {
            foreach (var cell in document.WorkbookPart!.WorksheetParts.SelectMany(part => part.Worksheet.Descendants<DocumentFormat.OpenXml.Spreadsheet.Cell>()).Where(cell => cell.CellFormula is not null))
            {
                cell.DataType = null;
                cell.CellValue = new DocumentFormat.OpenXml.Spreadsheet.CellValue("-77");
            }
        }

        return stream.ToArray();
    }
}
