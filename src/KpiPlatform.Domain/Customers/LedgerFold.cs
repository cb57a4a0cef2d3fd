using System.Runtime.InteropServices;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;

namespace KpiPlatform.Domain.Customers;

/// <summary>
/// The customer's orders and margin by day, for what looks at more than one interaction at once: margin of the base, buying more
/// often than in the period before, payers and unprofitable customers of the last 365 days, payers of half a year who return.
/// </summary>
internal sealed class LedgerFold
{
    /// <summary>Days of the year that looks back from a day: it is neither the calendar's nor the fiscal one.</summary>
    public const int TrailingDays = 365;

    /// <summary>Months of the window of returning payers.</summary>
    public const int ReturningMonths = 6;

    // By day since 1970, as far as asked for: calendar arithmetic is dear, and the days are few. 0: not asked for yet.
    private static readonly int[] _leaves = new int[DaysOfACentury];
    private const int DaysOfACentury = 36_525;

    private List<LedgerDay> _days = [];
    private int _firstOrderDay;
    private bool _hasOrders;
    private bool _hasLosses;

    /// <summary>Adds an order, a refund or a cost.</summary>
    /// <param name="day">Its local day.</param>
    /// <param name="orders">1 for an order.</param>
    /// <param name="marginMinor">By how much it changes the margin.</param>
    public void Add(int day, int orders, long marginMinor)
    {
        if (orders > 0 && !_hasOrders)
        {
            _hasOrders = true;
            _firstOrderDay = day;
        }

        ref var entry = ref EntryOf(day);
        entry = entry with { Orders = entry.Orders + orders, MarginMinor = entry.MarginMinor + marginMinor };
        _hasLosses |= entry.MarginMinor < 0;
    }

    /// <summary>Adds contact time and emits what it costs, at the rate of its day.</summary>
    public void AddContact(int day, long microseconds, FoldContext context, ContributionSink sink)
    {
        if (microseconds == 0 || !context.Rates.Has(ServiceRateUnit.ContactMinute))
            return;
        ref var entry = ref EntryOf(day);
        var before = entry.ContactMicroseconds;
        sink.Add(
            BuiltInMeasures.CostToServeMinor,
            Granularity.None,
            day,
            context.Rates.CostOfContact(day, before + microseconds) - context.Rates.CostOfContact(day, before));
        _hasLosses = true;
        entry = entry with { ContactMicroseconds = before + microseconds };
    }

    /// <summary>Number of days with an entry.</summary>
    public int Count => _days.Count;

    /// <summary>Index of the first entry after a day; <see cref="Count"/> if there is none.</summary>
    public int FirstAfter(int day)
    {
        var at = _days.Count;
        while (at > 0 && _days[at - 1].Day > day)
            at--;
        return at;
    }

    /// <summary>Day of an entry; ascending.</summary>
    public int DayAt(int index) => _days[index].Day;

    /// <summary>Margin of an entry's day.</summary>
    public long MarginAt(int index, FoldContext context) => MarginOf(_days[index], context);

    /// <summary>Emits the cells from a day on.</summary>
    public void Emit(int fromDay, ReadOnlySpan<Stay> stays, FoldContext context, ContributionSink sink, int sign)
    {
        EmitMargin(fromDay, stays, context, sink, sign);
        if (!_hasOrders)
            return;
        BuyingFrequency.Emit(_days, _firstOrderDay, fromDay, stays, context, sink, sign);
        EmitWindow(BuiltInMeasures.YearPayers, static day => day + TrailingDays + 1, CellKey.MinDay, fromDay, sink, sign);
        EmitWindow(BuiltInMeasures.ReturningPayers, LeaveOfHalfYear, LeaveOfHalfYear(_firstOrderDay), fromDay, sink, sign);
        if (_hasLosses)
            EmitUnprofitable(fromDay, context, sink, sign);
    }

    public LedgerFold Clone()
    {
        var clone = (LedgerFold)MemberwiseClone();
        clone._days = [.. _days];
        return clone;
    }

    public void Write(StateWriter writer)
    {
        writer.Unsigned((ulong)_days.Count);
        foreach (var entry in _days)
        {
            writer.Signed(entry.Day);
            writer.Signed(entry.Orders);
            writer.Signed(entry.MarginMinor);
            writer.Signed(entry.ContactMicroseconds);
        }

        writer.Flag(_hasOrders);
        writer.Signed(_firstOrderDay);
        writer.Flag(_hasLosses);
    }

    public static LedgerFold Read(ref StateReader reader)
    {
        var fold = new LedgerFold();
        var count = reader.Count();
        for (var i = 0; i < count; i++)
            fold._days.Add(new(reader.Int(), reader.Int(), reader.Signed(), reader.Signed()));
        fold._hasOrders = reader.Flag();
        fold._firstOrderDay = reader.Int();
        fold._hasLosses = reader.Flag();
        return fold;
    }

    /// <summary>First day D such that a day does not lie in the six months before D any more.</summary>
    private static int LeaveOfHalfYear(int day)
    {
        if ((uint)day >= (uint)_leaves.Length)
            return ComputeLeaveOfHalfYear(day);
        var known = _leaves[day];
        return known != 0 ? known : _leaves[day] = ComputeLeaveOfHalfYear(day);
    }

    private static int ComputeLeaveOfHalfYear(int day)
    {
        var leave = TenantCalendar.DateOf(day).PlusMonths(ReturningMonths).PlusDays(1);

        // At the end of a month several days go back to the same one: 29, 30 and 31 August to 28 February.
        while (TenantCalendar.DayNumber(leave.PlusMonths(-ReturningMonths)) <= day)
            leave = leave.PlusDays(1);
        return TenantCalendar.DayNumber(leave);
    }

    /// <summary>The entry of a day, made where there is none. Good until the next one is made.</summary>
    private ref LedgerDay EntryOf(int day)
    {
        var at = FirstAfter(day);
        if (at == 0 || _days[at - 1].Day != day)
            _days.Insert(at++, new(day, 0, 0, 0));
        return ref CollectionsMarshal.AsSpan(_days)[at - 1];
    }

    private static long MarginOf(LedgerDay entry, FoldContext context) =>
        entry.ContactMicroseconds == 0 ? entry.MarginMinor : entry.MarginMinor - context.Rates.CostOfContact(entry.Day, entry.ContactMicroseconds);

    private void EmitMargin(int fromDay, ReadOnlySpan<Stay> stays, FoldContext context, ContributionSink sink, int sign)
    {
        // Only what lies in a period that reaches beyond the day can change; a year is the longest that is kept.
        var first = _days.Count;
        var start = int.MaxValue;
        for (var g = 0; g < context.Periods.Count; g++)
            start = Math.Min(start, context.Periods.Start(g, fromDay));
        while (first > 0 && _days[first - 1].Day >= start)
            first--;
        var count = _days.Count - first;
        Span<DayStep> steps = count <= BaseCut.MaxOnStack ? stackalloc DayStep[BaseCut.MaxOnStack] : new DayStep[count];
        steps = steps[..count];
        for (var i = 0; i < steps.Length; i++)
            steps[i] = new(_days[first + i].Day, MarginOf(_days[first + i], context));
        BaseCut.EmitPeriods(BuiltInMeasures.MarginOutsideBase, steps, BaseCut.Mode.Sum, insideBase: false, stays, fromDay, context, sink, sign);
    }

    /// <summary>
    /// Emits changes of "ordered within a window that looks back from D", as far as D ≥ <paramref name="clip"/>: an order of day o is in the
    /// window at D if o &lt; D &lt; leaveOf(o).
    /// </summary>
    private void EmitWindow(MeasureId measure, Func<int, int> leaveOf, int clip, int fromDay, ContributionSink sink, int sign)
    {
        var at = _days.Count;
        while (at > 0 && leaveOf(_days[at - 1].Day) > fromDay)
            at--;
        int? enter = null;
        var leave = 0;
        for (; at < _days.Count; at++)
        {
            if (_days[at].Orders == 0)
                continue;
            if (enter is { } begun && _days[at].Day + 1 > leave)
            {
                EmitStay(begun, leave);
                enter = null;
            }

            enter ??= _days[at].Day + 1;
            leave = leaveOf(_days[at].Day);
        }

        if (enter is { } last)
            EmitStay(last, leave);

        void EmitStay(int enterDay, int leaveDay)
        {
            enterDay = Math.Max(enterDay, clip);
            if (leaveDay <= enterDay)
                return;
            if (enterDay - 1 >= fromDay)
                sink.Add(measure, Granularity.None, enterDay - 1, sign);
            if (leaveDay - 1 >= fromDay)
                sink.Add(measure, Granularity.None, leaveDay - 1, -sign);
        }
    }

    /// <summary>Emits changes of "ordered, and lost money on, in the 365 days before D".</summary>
    private void EmitUnprofitable(int fromDay, FoldContext context, ContributionSink sink, int sign)
    {
        // Day y has entered the window at D = y + 1 and left it at D = y + 366.
        var low = _days.Count;
        while (low > 0 && _days[low - 1].Day + TrailingDays >= fromDay)
            low--;
        long margin = 0;
        var orders = 0;
        var (entering, leaving) = (low, low);
        void Take(int count, long sum)
        {
            orders += count;
            margin += sum;
        }

        while (entering < _days.Count && _days[entering].Day < fromDay)
        {
            Take(_days[entering].Orders, MarginOf(_days[entering], context));
            entering++;
        }

        while (leaving < _days.Count)
        {
            var day = _days[leaving].Day + TrailingDays;
            if (entering < _days.Count)
                day = Math.Min(day, _days[entering].Day);
            var before = orders > 0 && margin < 0;
            if (entering < _days.Count && _days[entering].Day == day)
            {
                Take(_days[entering].Orders, MarginOf(_days[entering], context));
                entering++;
            }

            if (_days[leaving].Day + TrailingDays == day)
            {
                Take(-_days[leaving].Orders, -MarginOf(_days[leaving], context));
                leaving++;
            }

            var after = orders > 0 && margin < 0;
            if (after != before)
                sink.Add(BuiltInMeasures.YearUnprofitable, Granularity.None, day, after ? sign : -sign);
        }
    }
}
