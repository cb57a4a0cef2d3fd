namespace KpiPlatform.Spreadsheets.Sheets;

/// <summary>A sheet of an export. The numbers are those of the contract.</summary>
public enum SheetKind
{
    /// <summary>Not said: the scorecard.</summary>
    None = 0,

    /// <summary>Nodes with score, status, weight and goal.</summary>
    Scorecard = 1,

    /// <summary>Indicators by period.</summary>
    Series = 2,

    /// <summary>What indicators are.</summary>
    Definitions = 3,

    /// <summary>Numbers that people entered.</summary>
    Observations = 4,

    /// <summary>Goals, dated ones too.</summary>
    Targets = 5,

    /// <summary>Of whom, as of when.</summary>
    About = 6,
}
