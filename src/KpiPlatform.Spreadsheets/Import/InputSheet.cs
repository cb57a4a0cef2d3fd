namespace KpiPlatform.Spreadsheets.Import;

/// <summary>A sheet from outside.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Rows">Those that hold something, by number.</param>
/// <param name="Merged">Ranges of cells that are merged, "A2:B3".</param>
internal sealed record InputSheet(string Name, IReadOnlyList<InputRow> Rows, IReadOnlyList<string> Merged)
{
    /// <summary>Dates are counted from 1 January 1904, as workbooks made on a Mac may do, rather than from 1900.</summary>
    public bool CountsFrom1904 { get; init; }

    /// <summary>Numbers in writing have decimal commas: so it is where semicolons separate the cells of a CSV file.</summary>
    public bool HasDecimalCommas { get; init; }
}
