using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;

namespace KpiPlatform.Domain.Customers;

/// <summary>
/// The periods that measures which are not additive over days are kept for: all calendar periods, or one custom span.
/// Immutable, thread-safe.
/// </summary>
public sealed class FoldPeriods
{
    private static readonly Granularity[] CalendarGranularities =
        [Granularity.Day, Granularity.Week, Granularity.Month, Granularity.Quarter, Granularity.Year];

    private readonly TenantCalendar? _calendar;
    private readonly Granularity[] _granularities;
    private readonly int _fromDay;
    private readonly int _toDay;

    private FoldPeriods(TenantCalendar? calendar, Granularity[] granularities, int fromDay, int toDay)
    {
        _calendar = calendar;
        _granularities = granularities;
        _fromDay = fromDay;
        _toDay = toDay;
    }

    /// <summary>Number of granularities, 1 or 5.</summary>
    public int Count => _granularities.Length;

    /// <summary>Day, week, month, quarter and year.</summary>
    public static FoldPeriods ForCalendar(TenantCalendar calendar) => new(calendar, CalendarGranularities, 0, 0);

    /// <summary>The one span [fromDay, toDay), as <see cref="Granularity.Custom"/>.</summary>
    public static FoldPeriods ForCustom(int fromDay, int toDay)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(fromDay, toDay);
        return new(null, [Granularity.Custom], fromDay, toDay);
    }

    /// <summary>A granularity by its position.</summary>
    public Granularity this[int index] => _granularities[index];

    /// <summary>First day of the period that contains a day. Days before a custom span form one period, days after it another.</summary>
    public int Start(int index, int day)
    {
        if (_calendar is not null)
            return _calendar.PeriodStart(_granularities[index], day);
        return day < _fromDay ? CellKey.MinDay : day < _toDay ? _fromDay : _toDay;
    }

    /// <summary>Whether a period that starts on a day is one that is kept.</summary>
    public bool Keeps(int periodStart) => _calendar is not null || periodStart == _fromDay;
}
