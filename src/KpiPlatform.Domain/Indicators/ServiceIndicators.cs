using KpiPlatform.Domain.Measures;

namespace KpiPlatform.Domain.Indicators;

/// <summary>Built-in indicators of complaints and tickets.</summary>
internal static class ServiceIndicators
{
    private const double MillisecondsPerHour = 3_600_000;

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
    ];
}
