namespace KpiPlatform.Spreadsheets.Import;

/// <summary>A sheet from outside.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Rows">Those that hold something, by number.</param>
/// <param name="Merged">Ranges of cells that are merged, "A2:B3".</param>
internal sealed record InputSheet(string Name, IReadOnlyList<InputRow> Rows, IReadOnlyList<string> Merged);
