using KpiPlatform.Domain.Measures;

namespace KpiPlatform.Domain.Customers;

/// <summary>
/// Emits quantities of a customer that count only while the customer is in the base, or only while it is not: v(x) = A(x) · M(x) at
/// every cut x, where A adds up the customer's steps before x and M says whether they count. The cell of day y is v(y + 1) − v(y).
/// </summary>
/// <remarks>
/// What one more interaction changes are the cells from some day on. They are taken back before, and emitted anew after it; of steps
/// that come in order these are few.
/// </remarks>
internal static class BaseCut
{
    /// <summary>Days up to which no array is allocated: customers have few stays, and few steps are new.</summary>
    public const int MaxOnStack = 32;

    /// <summary>How steps add up within a period.</summary>
    public enum Mode
    {
        /// <summary>Their sum.</summary>
        Sum,

        /// <summary>1 if there is one, whatever its amount.</summary>
        Any,
    }

    /// <summary>Emits the cells from a day on, for each period kept that has steps.</summary>
    /// <param name="measure">A measure per period.</param>
    /// <param name="steps">Steps by day.</param>
    /// <param name="mode">How they add up.</param>
    /// <param name="insideBase">Whether they count inside the base, or outside of it.</param>
    /// <param name="stays">The customer's stays.</param>
    /// <param name="fromDay">First day of cells to emit.</param>
    /// <param name="context">The tenant's.</param>
    /// <param name="sink">Where to emit.</param>
    /// <param name="sign">1, or −1 to take back.</param>
    public static void EmitPeriods(
        MeasureId measure, ReadOnlySpan<DayStep> steps, Mode mode, bool insideBase, ReadOnlySpan<Stay> stays, int fromDay, FoldContext context, ContributionSink sink, int sign)
    {
        for (var g = 0; g < context.Periods.Count; g++)
        {
            var last = steps.Length - 1;
            while (last >= 0)
            {
                var start = context.Periods.Start(g, steps[last].Day);
                var end = context.Periods.End(g, start);
                if (end <= fromDay)
                    break;

                // Mostly so: nothing counts outside of the base for who stays in it, and no earlier period reaches the day.
                if (!insideBase && start <= fromDay && IsInBaseThroughout(stays, fromDay, end))
                    break;
                var first = last;
                while (first > 0 && steps[first - 1].Day >= start)
                    first--;
                if (context.Periods.Keeps(start))
                    Emit(SeriesKey.Of(measure, context.Periods[g], DimensionValue.Whole), steps, (first, last), mode, insideBase, stays, (Math.Max(fromDay, start), end), sink, sign);

                last = first - 1;
            }
        }
    }

    /// <summary>Emits the cells from a day on of a stock, which has no periods.</summary>
    public static void EmitStock(
        MeasureId measure, DimensionValue dimension, ReadOnlySpan<DayStep> steps, ReadOnlySpan<Stay> stays, int fromDay, ContributionSink sink, int sign) =>
        Emit(SeriesKey.Of(measure, Periods.Granularity.None, dimension), steps, (0, steps.Length - 1), Mode.Sum, insideBase: true, stays, (fromDay, CellKey.MaxDay), sink, sign);

    /// <summary>Whether the customer is in the base at the start of a day.</summary>
    public static bool InBase(ReadOnlySpan<Stay> stays, int day)
    {
        for (var i = stays.Length - 1; i >= 0; i--)
        {
            if (stays[i].Enter <= day)
                return day < stays[i].Leave;
        }

        return false;
    }

    /// <summary>Whether the customer is in the base at the start of every day of [fromDay, toDay], by one stay.</summary>
    public static bool IsInBaseThroughout(ReadOnlySpan<Stay> stays, int fromDay, int toDay)
    {
        for (var i = stays.Length - 1; i >= 0; i--)
        {
            if (stays[i].Enter <= fromDay)
                return toDay < stays[i].Leave;
        }

        return false;
    }

    /// <summary>Most days that <see cref="AddBoundaries"/> adds.</summary>
    public static int BoundariesOf(ReadOnlySpan<Stay> stays) => 2 * stays.Length;

    /// <summary>Adds the days of [fromDay, toDay) on which the customer enters or leaves the base, in no order.</summary>
    public static void AddBoundaries(ReadOnlySpan<Stay> stays, int fromDay, int toDay, Span<int> days, ref int count)
    {
        for (var i = stays.Length - 1; i >= 0 && (stays[i].Leave == Stay.Never || stays[i].Leave > fromDay); i--)
        {
            if (stays[i].Enter - 1 >= fromDay && stays[i].Enter - 1 < toDay)
                days[count++] = stays[i].Enter - 1;
            if (stays[i].Leave != Stay.Never && stays[i].Leave - 1 < toDay)
                days[count++] = stays[i].Leave - 1;
        }
    }

    private static void Emit(
        SeriesKey series, ReadOnlySpan<DayStep> steps, (int First, int Last) range, Mode mode, bool insideBase, ReadOnlySpan<Stay> stays, (int From, int To) window, ContributionSink sink, int sign)
    {
        var most = BoundariesOf(stays) + range.Last - range.First + 1;
        Span<int> days = most <= MaxOnStack ? stackalloc int[MaxOnStack] : new int[most];
        var found = 0;
        AddBoundaries(stays, window.From, window.To, days, ref found);
        var at = range.Last + 1;
        while (at > range.First && steps[at - 1].Day >= window.From)
            days[found++] = steps[--at].Day;
        days = days[..found];
        days.Sort();

        long sum = 0;
        for (var i = range.First; i < at; i++)
            sum += steps[i].Amount;
        var count = at - range.First;
        for (var i = 0; i < days.Length; i++)
        {
            var day = days[i];
            if (i > 0 && days[i - 1] == day)
                continue;
            var before = Value(InBase(stays, day));
            while (at <= range.Last && steps[at].Day <= day)
            {
                sum += steps[at++].Amount;
                count++;
            }

            sink.Add(series, day, sign * (Value(InBase(stays, day + 1)) - before));
        }

        long Value(bool isInBase) => isInBase != insideBase ? 0 : mode == Mode.Sum ? sum : Math.Min(count, 1);
    }
}
