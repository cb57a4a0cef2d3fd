using System.Globalization;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using DocumentFormat.OpenXml.Validation;

namespace KpiPlatform.Spreadsheets.Tests.Support;

/// <summary>A workbook as a program finds it: cells by sheet and address.</summary>
internal sealed class ReadWorkbook
{
    private ReadWorkbook(Dictionary<string, Dictionary<string, ReadCell>> sheets) => Sheets = sheets;

    public Dictionary<string, Dictionary<string, ReadCell>> Sheets { get; }

    public static ReadWorkbook Of(byte[] file)
    {
        using var stream = new MemoryStream(file);
        using var document = SpreadsheetDocument.Open(stream, isEditable: false);
        var workbook = document.WorkbookPart!;
        var shared = workbook.SharedStringTablePart?.SharedStringTable.Elements<SharedStringItem>().Select(item => item.InnerText).ToList() ?? [];
        return new(workbook.Workbook.Descendants<Sheet>().ToDictionary(
            sheet => sheet.Name!.Value!,
            sheet => ((WorksheetPart)workbook.GetPartById(sheet.Id!.Value!)).Worksheet.Descendants<Cell>().ToDictionary(cell => cell.CellReference!.Value!, cell => Read(cell, shared), StringComparer.Ordinal),
            StringComparer.Ordinal));
    }

    /// <summary>What the schema of Office Open XML has against a file.</summary>
    public static IReadOnlyList<string> Violations(byte[] file)
    {
        using var stream = new MemoryStream(file);
        using var document = SpreadsheetDocument.Open(stream, isEditable: false);
        return [.. new OpenXmlValidator(DocumentFormat.OpenXml.FileFormatVersions.Office2016).Validate(document).Select(error => $"{error.Part?.Uri} {error.Path?.XPath}: {error.Description}")];
    }

    private static ReadCell Read(Cell cell, List<string> shared)
    {
        var text = cell.CellValue?.Text;
        object? value = cell.DataType?.Value switch
        {
            CellValues.InlineString => cell.InlineString!.InnerText,
            CellValues.SharedString => shared[int.Parse(text!, CultureInfo.InvariantCulture)],
            CellValues.String => text ?? string.Empty,
            CellValues.Error => $"error {text}",
            _ => text is null ? null : double.Parse(text, CultureInfo.InvariantCulture),
        };
        return new(value, cell.CellFormula?.Text ?? string.Empty);
    }

    internal sealed record ReadCell(object? Value, string Formula);
}
