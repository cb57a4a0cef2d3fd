using KpiPlatform.Domain.Measures;

namespace KpiPlatform.Domain.Customers;

/// <summary>
/// Emits whether a customer, in the base at the start of a period or at the cut x, has more orders in [start, x) than in as many days
/// of the period before, its first order preceding that one.
/// </summary>
internal static class BuyingFrequency
{
    /// <summary>Emits the cells from a day on.</summary>
    /// <param name="days">The customer's days in ascending order.</param>
    /// <param name="firstOrderDay">Day of the first order.</param>
    /// <param name="fromDay">First day of cells to emit.</param>
    /// <param name="stays">The customer's stays in the base.</param>
    /// <param name="context">The tenant's.</param>
    /// <param name="sink">Where to emit.</param>
    /// <param name="sign">1, or −1 to take back.</param>
    public static void Emit(
        List<LedgerDay> days, int firstOrderDay, int fromDay, ReadOnlySpan<Stay> stays, FoldContext context, ContributionSink sink, int sign)
    {
        for (var g = 0; g < context.Periods.Count; g++)
        {
            for (var last = days.Count - 1; last >= 0;)
            {
                var start = context.Periods.Start(g, days[last].Day);
                var end = context.Periods.End(g, start);
                if (end <= fromDay)
                    break;
                var previous = context.Periods.PreviousStart(g, start);
                if (firstOrderDay >= previous)
                    break;
                if (context.Periods.Keeps(start))
                    EmitPeriod(days, last, (previous, start, end), fromDay, stays, context.Periods[g], sink, sign);
                while (last >= 0 && days[last].Day >= start)
                    last--;
            }
        }
    }

    private static void EmitPeriod(
        List<LedgerDay> days, int last, (int Previous, int Start, int End) period, int fromDay, ReadOnlySpan<Stay> stays, Periods.Granularity granularity, ContributionSink sink, int sign)
    {
        var (previousStart, start, end) = period;
        var first = last;
        while (first > 0 && days[first - 1].Day >= start)
            first--;
        var before = first;
        while (before > 0 && days[before - 1].Day >= previousStart)
            before--;

        // Day y of the period before stands beside day y + shift of this one; what lies beyond its end is beside none. Before the first day
        // asked for, only the numbers of orders matter.
        var shift = start - previousStart;
        var (at, atThen) = (first, before);
        var (now, then) = (0, 0);
        for (; at <= last && days[at].Day < fromDay; at++)
            now += days[at].Orders;
        for (; atThen < first && days[atThen].Day + shift < fromDay; atThen++)
            then += days[atThen].Orders;
        var most = BaseCut.BoundariesOf(stays) + (last + 1 - at) + (first - atThen);
        Span<int> changes = most <= BaseCut.MaxOnStack ? stackalloc int[BaseCut.MaxOnStack] : new int[most];
        var found = 0;
        BaseCut.AddBoundaries(stays, Math.Max(start, fromDay), end, changes, ref found);
        for (var i = at; i <= last; i++)
            changes[found++] = days[i].Day;
        for (var i = atThen; i < first && days[i].Day + shift < end; i++)
            changes[found++] = days[i].Day + shift;
        changes = changes[..found];
        changes.Sort();

        var inBaseAtStart = BaseCut.InBase(stays, start);
        var value = now > then && (inBaseAtStart || BaseCut.InBase(stays, fromDay));
        foreach (var day in changes)
        {
            for (; at <= last && days[at].Day <= day; at++)
                now += days[at].Orders;
            for (; atThen < first && days[atThen].Day + shift <= day; atThen++)
                then += days[atThen].Orders;
            var after = now > then && (inBaseAtStart || BaseCut.InBase(stays, day + 1));
            if (after != value)
                sink.Add(BuiltInMeasures.BuyingMoreOften, granularity, day, after ? sign : -sign);
            value = after;
        }

        for (; atThen < first; atThen++)
            then += days[atThen].Orders;
        var whole = now > then && (inBaseAtStart || BaseCut.InBase(stays, end));
        if (whole != value)
            sink.Add(BuiltInMeasures.BuyingMoreOftenWhole, granularity, end - 1, whole ? sign : -sign);
    }
}
