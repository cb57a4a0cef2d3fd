namespace KpiPlatform.Domain.Indicators;

/// <summary>Over which days of a window the cells of a term are summed.</summary>
public enum TermDays
{
    /// <summary>The days of the period up to the cut.</summary>
    InPeriod,

    /// <summary>All days before the period: a stock at its start.</summary>
    BeforePeriod,

    /// <summary>All days before the cut: a stock at its end.</summary>
    BeforeCut,

    /// <summary>All days before the cut that are over: for what matures at the end of a day.</summary>
    BeforeComplete,

    /// <summary>The days of the period up to the cut that lie a full week and a day back: for what is judged by the week after.</summary>
    InPeriodWeekOver,
}
