using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;

namespace KpiPlatform.Domain.Customers;

/// <summary>
/// The periods that measures which are not additive over days are kept for: all calendar periods, or one custom span and, for
/// indicators that look back, a few spans of as many days before it. Immutable, thread-safe.
/// </summary>
public sealed class FoldPeriods
{
    /// <summary>Custom spans kept before the one asked for: what formulas look back, and one for a built-in indicator of two periods.</summary>
    public const int SpansBefore = Formulas.FormulaLimits.MaxPrevious + 1;

    private static readonly Granularity[] CalendarGranularities =
        [Granularity.Day, Granularity.Week, Granularity.Month, Granularity.Quarter, Granularity.Year];

    private readonly TenantCalendar? _calendar;
    private readonly Granularity[] _granularities;
    private readonly int _firstDay;
    private readonly int _fromDay;
    private readonly int _toDay;

    private FoldPeriods(TenantCalendar? calendar, Granularity[] granularities, int fromDay, int toDay)
    {
        _calendar = calendar;
        _granularities = granularities;
        _firstDay = (int)Math.Max(CellKey.MinDay, fromDay - (SpansBefore * ((long)toDay - fromDay)));
        _fromDay = fromDay;
        _toDay = toDay;
    }

    /// <summary>Number of granularities, 1 or 5: each has a bit where state is kept for each.</summary>
    public int Count => _granularities.Length;

    /// <summary>Day, week, month, quarter and year.</summary>
    public static FoldPeriods ForCalendar(TenantCalendar calendar) => new(calendar, CalendarGranularities, 0, 0);

    /// <summary>The span [fromDay, toDay) and <see cref="SpansBefore"/> of equal length before it, as <see cref="Granularity.Custom"/>.</summary>
    public static FoldPeriods ForCustom(int fromDay, int toDay)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(fromDay, toDay);
        return new(null, [Granularity.Custom], fromDay, toDay);
    }

    /// <summary>A granularity by its position.</summary>
    public Granularity this[int index] => _granularities[index];

    /// <summary>First day of the period that contains a day. Days before the custom spans form one period, days after them another.</summary>
    public int Start(int index, int day)
    {
        if (_calendar is not null)
            return _calendar.PeriodStart(_granularities[index], day);
        if (day < _firstDay)
            return CellKey.MinDay;
        if (day >= _toDay)
            return _toDay;
        return day >= _fromDay ? _fromDay : Math.Max(_firstDay, _toDay - ((((_toDay - 1 - day) / Length) + 1) * Length));
    }

    /// <summary>Day after the last of the period that starts on a day.</summary>
    public int End(int index, int periodStart)
    {
        if (_calendar is not null)
            return _calendar.PeriodEnd(_granularities[index], periodStart);
        return periodStart < _firstDay ? _firstDay : periodStart >= _toDay ? CellKey.MaxDay : periodStart + Length;
    }

    /// <summary>First day of the period before the one that starts on a day.</summary>
    public int PreviousStart(int index, int periodStart)
    {
        if (_calendar is not null)
            return _calendar.PeriodStart(_granularities[index], periodStart - 1);
        return periodStart > _firstDay ? periodStart - Length : CellKey.MinDay;
    }

    /// <summary>First day such that of the period that starts on it, the period before starts after <paramref name="day"/>.</summary>
    public int ClearOf(int index, int day) =>
        _calendar is null && day < _firstDay ? CellKey.MinDay : End(index, End(index, Start(index, day)));

    /// <summary>Whether a period that starts on a day is one that is kept.</summary>
    public bool Keeps(int periodStart) => _calendar is not null || (periodStart >= _firstDay && periodStart < _toDay);

    private int Length => _toDay - _fromDay;
}
