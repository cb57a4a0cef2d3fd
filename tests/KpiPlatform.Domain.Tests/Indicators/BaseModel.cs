using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;

namespace KpiPlatform.Domain.Tests.Indicators;

/// <summary>
/// Customers by the days of their purchases: counts the base by looking at each customer, and emits cells by the definitions of
/// <see cref="BuiltInMeasures"/>. So the two ways of getting at the same number can be compared.
/// </summary>
internal sealed class BaseModel(int lapseDays, IReadOnlyList<int[]> customers)
{
    /// <summary>Whether a customer is in the base at the start of a day: a purchase on one of the lapse days before it.</summary>
    public bool InBase(int[] purchaseDays, int day) => purchaseDays.Any(purchase => purchase < day && purchase >= day - lapseDays);

    public long Count(Func<int[], bool> condition) => customers.LongCount(condition);

    public CellTable Emit(TenantCalendar calendar, IReadOnlyList<Granularity> granularities)
    {
        var table = new CellTable();
        foreach (var days in customers.Where(customer => customer.Length > 0))
        {
            foreach (var (day, isEnter) in Events(days))
            {
                table.Apply(CellKey.Of(isEnter ? BuiltInMeasures.BaseEntered : BuiltInMeasures.BaseLeft, Granularity.None, default, day), 1);
                foreach (var granularity in granularities)
                    EmitPerPeriod(table, calendar, granularity, days, day, isEnter);
            }
        }

        return table;
    }

    private void EmitPerPeriod(CellTable table, TenantCalendar calendar, Granularity granularity, int[] days, int day, bool isEnter)
    {
        var start = calendar.PeriodStart(granularity, day);
        var ofStart = InBase(days, start);
        if (ofStart)
            table.Apply(CellKey.Of(isEnter ? BuiltInMeasures.BaseReenteredOfStart : BuiltInMeasures.BaseLeftOfStart, granularity, default, day), 1);
        else if (calendar.PeriodStart(granularity, days.Min()) == start)
            table.Apply(CellKey.Of(isEnter ? BuiltInMeasures.NewEntered : BuiltInMeasures.NewLeft, granularity, default, day), 1);
        if (isEnter && !ofStart && !Events(days).Any(other => other.IsEnter && other.Day >= start && other.Day < day))
            table.Apply(CellKey.Of(BuiltInMeasures.BaseFirstEntered, granularity, default, day), 1);
    }

    private IEnumerable<(int Day, bool IsEnter)> Events(int[] purchaseDays)
    {
        foreach (var day in purchaseDays.Distinct())
        {
            if (!InBase(purchaseDays, day))
                yield return (day, true);
            if (!InBase(purchaseDays, day + lapseDays + 1))
                yield return (day + lapseDays, false);
        }
    }
}
