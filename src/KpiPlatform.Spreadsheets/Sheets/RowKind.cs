namespace KpiPlatform.Spreadsheets.Sheets;

/// <summary>How a row looks.</summary>
public enum RowKind
{
    /// <summary>Like any other.</summary>
    Plain = 0,

    /// <summary>The scorecard as a whole.</summary>
    Scorecard = 1,

    /// <summary>A perspective.</summary>
    Perspective = 2,

    /// <summary>An objective.</summary>
    Objective = 3,
}
