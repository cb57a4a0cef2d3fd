namespace KpiPlatform.Formatting;

/// <summary>How much room there is for a unit.</summary>
public enum UnitStyle
{
    /// <summary>In words: "per year", "per 100".</summary>
    Long = 0,

    /// <summary>As short as can be read, for columns of a terminal: "/yr", "/100".</summary>
    Short = 1,
}
