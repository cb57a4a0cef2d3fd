namespace KpiPlatform.Domain.Indicators;

/// <summary>
/// What a term's sum is multiplied by. A flow that is spread evenly over days is kept by where its slope changes: c(y) is the change
/// on day y, and Σ over days before t = t · Σ c(y) − Σ c(y) · y, both over y &lt; t.
/// </summary>
public enum TermWeight
{
    /// <summary>1.</summary>
    One,

    /// <summary>1, of a term that belongs to an evenly spread flow: Σ c(y) · y.</summary>
    Moment,

    /// <summary>The number of the period's first day.</summary>
    FromDay,

    /// <summary>The number of the day of the cut.</summary>
    CutDay,
}
