namespace KpiPlatform.Spreadsheets.Sheets;

/// <summary>What a cell of the sheet Targets holds.</summary>
internal enum TargetFieldKind
{
    /// <summary>A number.</summary>
    Number = 0,

    /// <summary>A local date.</summary>
    Date = 1,

    /// <summary>A text.</summary>
    Text = 2,
}
