using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;
using NodaTime;

namespace KpiPlatform.Domain.Analysis;

/// <summary>
/// Retention of cohorts by month of joining: in the calendar months after it, or in rolling steps of days from each customer's own start.
/// Not thread-safe.
/// </summary>
/// <remarks>
/// Step k of d days of a customer who joined at t is (t + k·d, t + (k + 1)·d], days being steps of the local clock, and with k = 0 it holds
/// t itself; so step 0 of 90 days over everybody is return_after_first_purchase of 90 days. The interaction that a customer joined with is
/// no order of a rolling step: it would be in step 0 of everybody. It is one of its calendar month, which is therefore the size of a
/// cohort by first purchase.
/// <para>
/// A rolling cell is about the customers for whom the step is over, and only about them: counting in those whose days are still running
/// would make the latest cohorts look disloyal.
/// </para>
/// </remarks>
public sealed class CohortTable
{
    private readonly FoldContext _context;
    private readonly int _stepDays;
    private readonly Instant _asOf;
    private readonly SortedDictionary<(uint Dimension, int Month), Cohort> _cohorts = [];

    /// <summary>Creates an empty table.</summary>
    /// <param name="context">The tenant's.</param>
    /// <param name="stepDays">Days of a rolling step, 1 or more; 0 for calendar months.</param>
    /// <param name="asOf">What has happened by then counts.</param>
    public CohortTable(FoldContext context, int stepDays, Instant asOf)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(stepDays);
        _context = context;
        _stepDays = stepDays;
        _asOf = asOf;
    }

    /// <summary>Takes a customer in, if it had joined by then.</summary>
    public void Add(CohortMember member)
    {
        ArgumentNullException.ThrowIfNull(member);
        if (member.Start > _asOf)
            return;
        var month = MonthOf(member.Start);
        var key = (member.Dimension.Value, month);
        if (!_cohorts.TryGetValue(key, out var cohort))
            _cohorts[key] = cohort = new();
        cohort.Customers++;
        if (_stepDays == 0)
            AddMonths(cohort, member, month);
        else
            AddSteps(cohort, member);
    }

    /// <summary>Customers of the cohort of a month and a dimension value.</summary>
    /// <param name="dimension">The value; the whole if cohorts are not told apart by one.</param>
    /// <param name="month">Months since January 1970.</param>
    public long CustomersOf(DimensionValue dimension, int month) => _cohorts.GetValueOrDefault((dimension.Value, month))?.Customers ?? 0;

    /// <summary>Its cells: of calendar months those that have begun, of rolling steps those that are over for somebody.</summary>
    public IReadOnlyList<CohortCell> CellsOf(DimensionValue dimension, int month)
    {
        var cohort = _cohorts.GetValueOrDefault((dimension.Value, month));
        var cells = new List<CohortCell>();
        if (_stepDays == 0)
        {
            var last = MonthOf(_asOf);
            for (var k = 0; k < CohortLimits.MaxSteps && month + k <= last; k++)
                cells.Add(new(k, cohort?.Ordered.GetValueOrDefault(k) ?? 0, cohort?.Customers ?? 0, month + k == last));
            return cells;
        }

        for (var k = 0; cohort is not null && k < cohort.Matured.Count && cohort.Matured[k] > 0; k++)
            cells.Add(new(k, cohort.Ordered.GetValueOrDefault(k), cohort.Matured[k], cohort.Matured[k] < cohort.Customers));
        return cells;
    }

    private void AddMonths(Cohort cohort, CohortMember member, int joined)
    {
        var months = member.Orders.Where(at => at <= _asOf).Select(at => MonthOf(at) - joined).Where(k => k is >= 0 and < CohortLimits.MaxSteps).ToHashSet();
        if (member.JoinedWithOrder)
            months.Add(0);
        foreach (var k in months)
            cohort.Ordered[k] = cohort.Ordered.GetValueOrDefault(k) + 1;
    }

    private void AddSteps(Cohort cohort, CohortMember member)
    {
        var order = 0;
        while (order < member.Orders.Count && member.Orders[order] < member.Start)
            order++;
        for (var k = 0; k < CohortLimits.MaxSteps; k++)
        {
            var end = _context.PlusDays(member.Start, (k + 1) * _stepDays);
            if (end >= _asOf)
                return;
            if (cohort.Matured.Count == k)
                cohort.Matured.Add(0);
            cohort.Matured[k]++;
            var first = order;
            while (order < member.Orders.Count && member.Orders[order] <= end)
                order++;
            if (order > first)
                cohort.Ordered[k] = cohort.Ordered.GetValueOrDefault(k) + 1;
        }
    }

    private int MonthOf(Instant instant) => TenantCalendar.MonthOf(_context.Calendar.DayOf(instant));

    private sealed class Cohort
    {
        public long Customers { get; set; }

        public Dictionary<int, long> Ordered { get; } = [];

        public List<long> Matured { get; } = [];
    }
}
