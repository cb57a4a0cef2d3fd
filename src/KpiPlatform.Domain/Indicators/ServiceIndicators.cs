using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Statistics;

namespace KpiPlatform.Domain.Indicators;

/// <summary>Built-in indicators of complaints and tickets.</summary>
/// <remarks>P chooses the tickets; what became of them counts up to as-of.</remarks>
internal static class ServiceIndicators
{
    private const double MillisecondsPerHour = 3_600_000;
    private const double MillisecondsPerMinute = 60_000;
    private const double Median = 0.5;

    private static readonly string[] Tickets = ["ticket_opened", "ticket_resolved", "ticket_reopened"];

    public static readonly Indicator[] All =
    [
        new RatioIndicator
        {
            Id = "complaints_rate",
            Title = "Complaints per 100 customers",
            Definition = "Complaints in the period x 100 / customers in the base at any time in the period.",
            Unit = IndicatorUnits.PerHundredCustomers,
            Direction = Direction.Decrease,
            Inputs = ["complaint", "purchase", "subscription_started", "subscription_changed", "subscription_cancelled"],
            Numerator = Quantity.Flow(BuiltInMeasures.Complaints),
            Denominator = Quantities.BaseAnyTime,
            Factor = static _ => 100,
        },
        new RatioIndicator
        {
            Id = "average_resolution_time",
            Title = "Average resolution time",
            Definition = "Mean calendar time from opening to the last resolution in the period, of tickets resolved in the period, also if reopened since.",
            Unit = IndicatorUnits.Hours,
            Direction = Direction.Decrease,
            Inputs = ["ticket_opened", "ticket_resolved"],
            Numerator = Quantity.Flow(BuiltInMeasures.ResolutionMilliseconds),
            NumeratorDivisor = MillisecondsPerHour,
            Denominator = Quantity.Flow(BuiltInMeasures.ResolutionCount),
        },
        new RatioIndicator
        {
            Id = "first_contact_resolution",
            Title = "First-contact resolution",
            Definition = "Of tickets first resolved in the period, 7 days or more before as-of: share without a later message of the customer, reopening or ticket of the same category within 7 days.",
            Unit = IndicatorUnits.Percent,
            Inputs = ["ticket_opened", "ticket_message", "ticket_resolved", "ticket_reopened"],
            Numerator = Quantity.Of(BuiltInMeasures.FirstResolved, TermDays.InPeriodWeekOver)
                - Quantity.Of(BuiltInMeasures.FirstResolvedFailed, TermDays.InPeriodWeekOver),
            Denominator = Quantity.Of(BuiltInMeasures.FirstResolved, TermDays.InPeriodWeekOver),
            Factor = RatioIndicator.Percent,
            IsShare = true,
        },
        new DerivedIndicator
        {
            Id = "issues_addressing_index",
            Title = "Issues addressed in time",
            Definition = "Of tickets raised in the period that promised a due time and are resolved or past due (the due day is over): share resolved, by the last resolution, by the due time. An unresolved ticket that is not due yet is left out, and so is one without a due time.",
            Unit = IndicatorUnits.Percent,
            Inputs = Tickets,
            Formula = static (sums, value) =>
            {
                var (from, cut) = (sums.Window.Period.FromDay, sums.Window.CutDay);
                var series = SeriesKey.Of(BuiltInMeasures.TicketsDueOpen, Granularity.None, DimensionValue.OfDay(from));
                var last = SeriesKey.Of(BuiltInMeasures.TicketsDueOpen, Granularity.None, DimensionValue.OfDay(cut - 1));
                var notDueYet = sums.Cells.SumsOf(new(series, last, sums.Window.AsOfDay, CellKey.MaxDay + 1)).Sum(sum => sum.Sum);
                var due = sums[Quantity.Flow(BuiltInMeasures.TicketsDue)];
                return IndicatorSums.Share(value, sums[Quantity.Flow(BuiltInMeasures.TicketsDueMet)], due - notDueYet);
            },
        },
        new DerivedIndicator
        {
            Id = "response_time",
            Title = "Time to the first reply",
            Definition = "Median time from opening to the first reply of an agent, of tickets raised in the period that were replied to; within 1 % (a sketch of integer counters). Component p90: the 90th percentile.",
            Unit = IndicatorUnits.Minutes,
            Direction = Direction.Decrease,
            Inputs = ["ticket_opened", "ticket_message"],
            Parts = ["p90"],
            Formula = static (sums, value) =>
            {
                var replies = sums[Quantity.Flow(BuiltInMeasures.Replies)];
                var buckets = sums.Cells.SumsOf(new(
                        SeriesKey.Of(BuiltInMeasures.ReplyMillisecondsSketch, Granularity.None, DimensionValue.Bucket(0)),
                        SeriesKey.Of(BuiltInMeasures.ReplyMillisecondsSketch, Granularity.None, DimensionValue.Bucket(QuantileSketch.LastBucket)),
                        sums.Window.Period.FromDay,
                        sums.Window.CutDay))
                    .Select(sum => new KeyValuePair<int, long>(sum.Series.Dimension.Index, sum.Sum))
                    .ToList();
                value = value with { SampleSize = replies };
                return QuantileSketch.Quantile(buckets, Median) is { } median && QuantileSketch.Quantile(buckets, 0.9) is { } p90
                    ? value with { Value = median / MillisecondsPerMinute, Components = [new("p90", p90 / MillisecondsPerMinute)] }
                    : value with { NoValueReason = NoValueReason.DenominatorZero };
            },
        },
        new QuantityIndicator
        {
            Id = "ticket_backlog",
            Title = "Ticket backlog",
            Definition = "Tickets open at the end of the period: opened or reopened, and not resolved since.",
            Unit = IndicatorUnits.Count,
            Direction = Direction.Decrease,
            Inputs = Tickets,
            Quantity = Quantities.Backlog,
        },
        new RatioIndicator
        {
            Id = "reopen_rate",
            Title = "Reopened tickets",
            Definition = "Of tickets resolved in the period: share reopened after that, up to as-of.",
            Unit = IndicatorUnits.Percent,
            Direction = Direction.Decrease,
            Inputs = ["ticket_resolved", "ticket_reopened"],
            Numerator = Quantity.Flow(BuiltInMeasures.TicketsReopened),
            Denominator = Quantity.Flow(BuiltInMeasures.TicketsResolved),
            Factor = RatioIndicator.Percent,
            IsShare = true,
        },
    ];
}
