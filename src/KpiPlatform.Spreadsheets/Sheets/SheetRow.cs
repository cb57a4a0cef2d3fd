namespace KpiPlatform.Spreadsheets.Sheets;

/// <summary>A row of a sheet.</summary>
/// <param name="Kind">How it looks.</param>
/// <param name="Cells">One for each column.</param>
public sealed record SheetRow(RowKind Kind, IReadOnlyList<SheetCell> Cells);
