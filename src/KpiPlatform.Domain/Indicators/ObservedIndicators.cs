using KpiPlatform.Domain.Measures;

namespace KpiPlatform.Domain.Indicators;

/// <summary>Built-in indicators that people enter as observations naming the indicator's id.</summary>
internal static class ObservedIndicators
{
    private const double MicrosPerUnit = 1_000_000;

    private static readonly string[] Observations = ["observation"];

    public static readonly Indicator[] All =
    [
        Stock(ObservedIndicator.TechniquesUtilized, "techniques_utilized", "Techniques utilized", "Techniques of customer profiling in use", IndicatorUnits.Count, Direction.Maintain),
        Stock(ObservedIndicator.StudyDuration, "study_duration", "Duration of a study", "Days that a customer study takes", IndicatorUnits.Days, Direction.Decrease),
        Stock(ObservedIndicator.StaffFraction, "staff_fraction", "Staff working with customers' data", "Percent of the staff who work with customer profiles", IndicatorUnits.Percent, Direction.Maintain),
        Stock(ObservedIndicator.BestPracticesRatio, "best_practices_ratio", "Best practices in use", "Percent of known best practices that are in use", IndicatorUnits.Percent, Direction.Increase),
        new DerivedIndicator
        {
            Id = "niche_markets_found",
            Title = "Niche markets found",
            Definition = "Niche markets found in the period: sum of the observations in it. Without an observation by the end of the period there is no value.",
            Unit = IndicatorUnits.Count,
            Inputs = Observations,
            AddsUp = true,
            Formula = static (sums, value) =>
            {
                var found = sums[Quantity.Flow(BuiltInMeasures.Observed(ObservedIndicator.NicheMarketsFound))];
                var ever = sums[Quantity.Of(BuiltInMeasures.Observations(ObservedIndicator.NicheMarketsFound), TermDays.BeforeCut)];
                var here = sums[Quantity.Flow(BuiltInMeasures.Observations(ObservedIndicator.NicheMarketsFound))];
                value = value with { SampleSize = here };
                return ever == 0 ? value with { NoValueReason = NoValueReason.NotObserved } : value with { Value = found / MicrosPerUnit };
            },
        },
        new DerivedIndicator
        {
            Id = "new_acquisitions_per_salesperson",
            Title = "New customers per salesperson",
            Definition = "Customers acquired in the period / salespeople / months of the period. Salespeople: the latest observation named salespeople by the end of the period; without one, those whom registrations and purchases of the period name.",
            Unit = IndicatorUnits.Count,
            Inputs = ["customer_registered", "purchase", "subscription_started", "observation"],
            Parts = ["salespeople"],
            Formula = static (sums, value) =>
            {
                var acquired = sums[Quantities.Acquired];
                var observed = sums[Quantity.Of(BuiltInMeasures.Observed(ObservedIndicator.Salespeople), TermDays.BeforeCut)];
                var observations = sums[Quantity.Of(BuiltInMeasures.Observations(ObservedIndicator.Salespeople), TermDays.BeforeCut)];
                var named = sums.Of(BuiltInMeasures.SalespersonActs).Count;
                var salespeople = observations > 0 ? observed / MicrosPerUnit : named;
                var (months, parts) = sums.Window.ElapsedMonths;
                value = value with { Components = [new("salespeople", salespeople)] };
                return IndicatorSums.Ratio(value, acquired, Math.Max(0, salespeople) * months / parts, 1, acquired);
            },
        },
    ];

    private static DerivedIndicator Stock(ObservedIndicator indicator, string id, string title, string what, string unit, Direction direction) => new()
    {
        Id = id,
        Title = title,
        Definition = $"{what}: the latest observation in or before the period.",
        Unit = unit,
        Direction = direction,
        Inputs = Observations,
        Formula = (sums, value) =>
        {
            var latest = sums[Quantity.Of(BuiltInMeasures.Observed(indicator), TermDays.BeforeCut)];
            var count = sums[Quantity.Of(BuiltInMeasures.Observations(indicator), TermDays.BeforeCut)];
            var day = sums[Quantity.Of(BuiltInMeasures.ObservedDay(indicator), TermDays.BeforeCut)];
            return count == 0
                ? value with { NoValueReason = NoValueReason.NotObserved }
                : value with { Value = latest / MicrosPerUnit, SampleSize = 1, ObservedDay = (int)day };
        },
    };
}
