namespace KpiPlatform.Spreadsheets.Import;

/// <summary>A cell from outside.</summary>
/// <param name="Kind">What it holds.</param>
/// <param name="Text">The text; of other kinds what a person would see.</param>
/// <param name="Number">The number.</param>
/// <param name="Look">How the number is shown.</param>
internal readonly record struct InputCell(CellKind Kind, string Text = "", double Number = 0, CellLook Look = CellLook.Plain);
