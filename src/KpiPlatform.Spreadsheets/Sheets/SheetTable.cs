namespace KpiPlatform.Spreadsheets.Sheets;

/// <summary>One sheet: some lines of title, a row of headings, rows. The same table makes a worksheet and a CSV file. Immutable.</summary>
public sealed record SheetTable
{
    /// <summary>Its name; at most 31 characters.</summary>
    public required string Name { get; init; }

    /// <summary>Lines above the headings; in a CSV file there are none.</summary>
    public IReadOnlyList<string> Title { get; init; } = [];

    /// <summary>The columns.</summary>
    public required IReadOnlyList<SheetColumn> Columns { get; init; }

    /// <summary>The rows, each with a cell for each column.</summary>
    public required IReadOnlyList<SheetRow> Rows { get; init; }

    /// <summary>Columns that stay in view, and on each printed page.</summary>
    public int FrozenColumns { get; init; }

    /// <summary>Columns that are printed, from the first; 0 for all.</summary>
    public int PrintedColumns { get; init; }

    /// <summary>Whether it can be filtered by its headings.</summary>
    public bool IsFiltered { get; init; }

    /// <summary>Number of the row with the headings, from 1.</summary>
    public int HeadingRow => Title.Count + 1;

    /// <summary>Number of a row, from 1.</summary>
    /// <param name="index">Its position in <see cref="Rows"/>.</param>
    public int RowNumber(int index) => HeadingRow + 1 + index;
}
