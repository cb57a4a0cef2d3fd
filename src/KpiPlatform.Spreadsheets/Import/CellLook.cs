namespace KpiPlatform.Spreadsheets.Import;

/// <summary>What a spreadsheet program makes of a number when it shows it: a person who looks at "12.5 %" or at "3 Dec" does not see 0.125 or 46359.</summary>
internal enum CellLook
{
    /// <summary>As a number.</summary>
    Plain = 0,

    /// <summary>A hundred times as much, with a percent sign.</summary>
    Percent = 1,

    /// <summary>As a date or a time.</summary>
    Date = 2,
}
