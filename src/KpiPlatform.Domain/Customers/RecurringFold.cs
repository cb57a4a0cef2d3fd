using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;
using NodaTime;

namespace KpiPlatform.Domain.Customers;

/// <summary>
/// Recurring revenue by subscription: at a time that of the latest change before it, of runs that have begun before it and not ended
/// before it. Changes are few and may take effect in the past, so all is taken back and emitted anew with each.
/// </summary>
internal sealed class RecurringFold
{
    private List<RecurringRun> _runs = [];

    /// <summary>Parts of a minor unit that amounts are counted in: thirds, twelfths and the 84ths of a week are whole.</summary>
    public const int PartsPerMinor = 336;

    public void Start(SubscriptionStarted started, FoldContext context, ContributionSink sink)
    {
        if (Running(started.Subscription) >= 0)
            return;
        Change(context, sink, () => _runs.Add(new(
            started.Subscription, started.EffectiveAt, null, [new(started.EffectiveAt, Monthly(started.RecurringMinor, started.Interval))])));
    }

    public void Change(SubscriptionChanged changed, FoldContext context, ContributionSink sink)
    {
        if (Running(changed.Subscription) is not (var at and >= 0))
            return;
        var run = _runs[at];
        var amount = new RecurringAmount(Instant.Max(changed.EffectiveAt, run.Start), Monthly(changed.RecurringMinor, changed.Interval));
        var place = run.Amounts.Count;
        while (place > 0 && run.Amounts[place - 1].From > amount.From)
            place--;
        Change(context, sink, () => _runs[at] = run with { Amounts = [.. run.Amounts.Take(place), amount, .. run.Amounts.Skip(place)] });
    }

    public void Cancel(SubscriptionCancelled cancelled, FoldContext context, ContributionSink sink)
    {
        if (Running(cancelled.Subscription) is var at and >= 0)
            Change(context, sink, () => _runs[at] = _runs[at] with { End = Instant.Max(cancelled.EffectiveAt, _runs[at].Start) });
    }

    public RecurringFold Clone() => new() { _runs = [.. _runs] };

    public void Write(StateWriter writer)
    {
        writer.Unsigned((ulong)_runs.Count);
        foreach (var run in _runs)
        {
            writer.Text(run.Subscription);
            writer.Time(run.Start);
            writer.OptionalTime(run.End);
            writer.Unsigned((ulong)run.Amounts.Count);
            foreach (var (from, amount) in run.Amounts)
            {
                writer.Time(from);
                writer.Signed(amount);
            }
        }
    }

    public static RecurringFold Read(ref StateReader reader)
    {
        var fold = new RecurringFold();
        var count = reader.Count();
        for (var i = 0; i < count; i++)
        {
            var (subscription, start, end) = (reader.Text(), reader.Time(), reader.OptionalTime());
            var amounts = new RecurringAmount[reader.Count()];
            for (var k = 0; k < amounts.Length; k++)
                amounts[k] = new(reader.Time(), reader.Signed());
            fold._runs.Add(new(subscription, start, end, amounts));
        }

        return fold;
    }

    private static long Monthly(long minor, BillingInterval interval) => minor * interval switch
    {
        BillingInterval.Week => 1_461,
        BillingInterval.Quarter => PartsPerMinor / 3,
        BillingInterval.Year => PartsPerMinor / 12,
        _ => PartsPerMinor,
    };

    private int Running(string subscription) =>
        _runs.FindIndex(run => run.End is null && string.Equals(run.Subscription, subscription, StringComparison.Ordinal));

    private void Change(FoldContext context, ContributionSink sink, Action change)
    {
        Emit(context, sink, -1);
        change();
        Emit(context, sink, 1);
    }

    /// <summary>By how much the recurring revenue at the start of a day differs from that of the day before it, by that day before.</summary>
    private SortedDictionary<int, long> Steps(FoldContext context)
    {
        var steps = new SortedDictionary<int, long>();
        foreach (var run in _runs)
        {
            if (run.End <= run.Start)
                continue;
            long before = 0;
            foreach (var (from, amount) in run.Amounts)
            {
                if (run.End is { } end && from >= end)
                    break;
                Step(from, amount - before);
                before = amount;
            }

            if (run.End is { } ended)
                Step(ended, -before);
        }

        return steps;

        void Step(Instant at, long amount)
        {
            var day = Math.Clamp(context.Calendar.DayOf(at), CellKey.MinDay, CellKey.MaxDay);
            steps[day] = steps.GetValueOrDefault(day) + amount;
        }
    }

    private void Emit(FoldContext context, ContributionSink sink, int sign)
    {
        if (sink.IsNothing)
            return;
        var steps = Steps(context);
        foreach (var (day, amount) in steps)
            sink.Add(BuiltInMeasures.Recurring, Granularity.None, day, sign * amount);
        for (var g = 0; g < context.Periods.Count; g++)
        {
            int? period = null;
            long atStart = 0, now = 0;
            foreach (var (day, amount) in steps)
            {
                var start = context.Periods.Start(g, day);
                if (start != period)
                    (period, atStart) = (start, now);
                var before = now;
                now += amount;
                if (context.Periods.Keeps(start))
                    EmitStep(context.Periods[g], day, (atStart, before, now), sink, sign);
            }
        }
    }

    private static void EmitStep(Granularity granularity, int day, (long AtStart, long Before, long After) revenue, ContributionSink sink, int sign)
    {
        var (atStart, before, after) = revenue;
        if (atStart == 0)
        {
            sink.Add(BuiltInMeasures.RecurringOfNew, granularity, day, sign * (after - before));
            return;
        }

        sink.Add(BuiltInMeasures.RecurringExpansion, granularity, day, sign * (Math.Max(0, after - atStart) - Math.Max(0, before - atStart)));
        sink.Add(BuiltInMeasures.RecurringChurned, granularity, day, sign * ((after == 0 ? atStart : 0) - (before == 0 ? atStart : 0)));
    }
}
