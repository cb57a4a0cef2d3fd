namespace KpiPlatform.Spreadsheets.Import;

/// <summary>What a cell from outside holds.</summary>
internal enum CellKind
{
    /// <summary>Nothing.</summary>
    Empty = 0,

    /// <summary>A text; in a CSV file also a number or a date in writing.</summary>
    Text = 1,

    /// <summary>A number, or a date as its serial number.</summary>
    Number = 2,

    /// <summary>True or false.</summary>
    Truth = 3,

    /// <summary>An error such as #N/A.</summary>
    Error = 4,

    /// <summary>A formula.</summary>
    Formula = 5,
}
