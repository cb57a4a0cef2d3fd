namespace KpiPlatform.Spreadsheets.Import;

/// <summary>A cell that says something else than what is there.</summary>
/// <param name="Column">Heading of its column.</param>
/// <param name="Address">"Targets!H5".</param>
/// <param name="From">What is there, as text; empty for nothing.</param>
/// <param name="To">What it says; empty for nothing.</param>
public readonly record struct FieldChange(string Column, string Address, string From, string To);
