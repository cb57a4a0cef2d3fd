namespace KpiPlatform.Spreadsheets.Sheets;

/// <summary>A column of a sheet.</summary>
/// <param name="Heading">What stands above it.</param>
/// <param name="Width">In characters.</param>
/// <param name="IsStatus">Holds a status: its cells get the status's colour, also when a formula changes it.</param>
/// <param name="Wraps">Long text goes on in a new line of the cell.</param>
public sealed record SheetColumn(string Heading, double Width, bool IsStatus = false, bool Wraps = false);
