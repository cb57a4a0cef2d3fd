namespace KpiPlatform.Domain.Periods;

/// <summary>Lengths of period that cells are kept for. The numbers stand in stored cells and never change.</summary>
public enum Granularity : byte
{
    /// <summary>No granularity: the measure is additive over days.</summary>
    None = 0,

    /// <summary>A local calendar day.</summary>
    Day = 1,

    /// <summary>An ISO week, from Monday.</summary>
    Week = 2,

    /// <summary>A calendar month.</summary>
    Month = 3,

    /// <summary>Three months from the fiscal start.</summary>
    Quarter = 4,

    /// <summary>A fiscal year.</summary>
    Year = 5,

    /// <summary>Any other span of whole days; never stored, computed from the journal.</summary>
    Custom = 6,
}
