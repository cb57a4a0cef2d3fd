using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Segments;
using KpiPlatform.Domain.Statistics;

namespace KpiPlatform.Domain.Indicators;

/// <summary>Built-in indicators of whom the tenant reaches and how: regions, sources, systems, journeys, experiments, subscriptions, prices.</summary>
internal static class ReachIndicators
{
    private const double WorstComplaints = 20;

    private static readonly string[] Profiles = ["customer_registered", "profile_updated", "purchase"];
    private static readonly string[] Subscriptions = ["subscription_started", "subscription_changed", "subscription_cancelled"];

    public static readonly Indicator[] All =
    [
        new DerivedIndicator
        {
            Id = "areas_covered",
            Title = "Areas covered",
            Definition = "Declared values of the dimension \"region\" (on an attribute) that a customer of the base has at the end of the period.",
            Unit = IndicatorUnits.Count,
            Inputs = Profiles,
            Formula = static (sums, value) =>
            {
                var slot = sums.Settings.RegionSlot;
                if (slot < 0)
                    return value with { NoValueReason = NoValueReason.NotDeclared };
                var populated = sums.Settings.Dimensions[slot].Values
                    .Select((_, index) => SeriesKey.Of(BuiltInMeasures.BaseByRegion, Granularity.None, DimensionValue.Of(slot, index + 1)))
                    .Select(series => sums.Sum(series, CellRange.Beginning, sums.Window.CutDay))
                    .ToList()
                    .Count(customers => customers > 0);
                return value with { Value = populated, SampleSize = sums[Quantities.BaseAtEnd] };
            },
        },
        new DerivedIndicator
        {
            Id = "technological_solutions_used",
            Title = "Technological solutions used",
            Definition = "Distinct sources that sent an interaction of the period.",
            Unit = IndicatorUnits.Count,
            Direction = Direction.Maintain,
            Inputs = Profiles,
            Formula = static (sums, value) =>
            {
                var sources = sums.Of(BuiltInMeasures.SourceInteractions);
                return value with { Value = sources.Count, SampleSize = sources.Sum(source => source.Sum) };
            },
        },
        new RatioIndicator
        {
            Id = "database_alignment",
            Title = "Agreement of records",
            Definition = "Customers whose latest records in all systems have the same digest / customers with records of two systems or more, at the end of the period.",
            Unit = IndicatorUnits.Percent,
            Inputs = ["source_record"],
            Numerator = Quantity.Of(BuiltInMeasures.OfAgreeingSystems, TermDays.BeforeCut),
            Denominator = Quantity.Of(BuiltInMeasures.OfSeveralSystems, TermDays.BeforeCut),
            Factor = RatioIndicator.Percent,
            IsShare = true,
        },
        new DerivedIndicator
        {
            Id = "target_customers",
            Title = "Customers of the target segment",
            Definition = "Customers of the base at the end of the period whose attribute says that they are of the target segment (target_segment of the settings) / all customers of that base.",
            Unit = IndicatorUnits.Percent,
            Inputs = Profiles,
            Formula = static (sums, value) =>
            {
                var (target, all) = (sums[Quantity.Of(BuiltInMeasures.TargetInBase, TermDays.BeforeCut)], sums[Quantities.BaseAtEnd]);
                return sums.Settings.TargetSegment is null ? value with { NoValueReason = NoValueReason.NotDeclared } : IndicatorSums.Share(value, target, all);
            },
        },
        new DerivedIndicator
        {
            Id = "personalization_effect",
            Title = "Effect of personalisation",
            Definition = "Of customers assigned to an experiment in the period: percent who ordered after it, up to as-of, of all arms but \"control\", less that of \"control\". The first assignment of a customer to an experiment counts. Interval: Newcombe's score method. Components: both percentages.",
            Unit = IndicatorUnits.PercentagePoints,
            Inputs = ["experiment_assigned", "purchase"],
            Parts = ["treated", "control"],
            Formula = static (sums, value) =>
            {
                var (treated, converted) = (sums[Quantity.Flow(BuiltInMeasures.Treated)], sums[Quantity.Flow(BuiltInMeasures.TreatedConverted)]);
                var (controls, controlsConverted) = (sums[Quantity.Flow(BuiltInMeasures.Controls)], sums[Quantity.Flow(BuiltInMeasures.ControlsConverted)]);
                value = value with { SampleSize = treated + controls };
                if (treated == 0 || controls == 0)
                    return value with { NoValueReason = NoValueReason.DenominatorZero };
                var (of, against) = (100.0 * converted / treated, 100.0 * controlsConverted / controls);
                return value with
                {
                    Value = of - against,
                    Interval = NewcombeInterval.Of(converted, treated, controlsConverted, controls, 100),
                    Components = [new("treated", of), new("control", against)],
                };
            },
        },
        new DerivedIndicator
        {
            Id = "journey_drop_off",
            Title = "Drop-off in journeys",
            Definition = "Of first entries of a step in the period whose window is over by as-of: share that the next step did not follow within the window. Components: each step of each declared journey but the last, as journey/step; the value is over all of them.",
            Unit = IndicatorUnits.Percent,
            Direction = Direction.Decrease,
            Inputs = ["journey_step"],
            PartsOfTenant = true,
            Formula = static (sums, value) => DropOff(sums, value),
        },
        new DerivedIndicator
        {
            Id = "net_revenue_retention",
            Title = "Net revenue retention",
            Definition = "Monthly recurring revenue at the end of the period of the customers who had some at its start / what they had: (start + expansion - contraction - churned) / start, by customer. A week is 365.25/84 months.",
            Unit = IndicatorUnits.Percent,
            Inputs = Subscriptions,
            Parts = ["start", "expansion", "contraction", "churned"],
            Formula = static (sums, value) =>
            {
                var start = sums[Quantity.Of(BuiltInMeasures.Recurring, TermDays.BeforePeriod)];
                var end = sums[Quantity.Of(BuiltInMeasures.Recurring, TermDays.BeforeCut)] - sums[Quantity.Flow(BuiltInMeasures.RecurringOfNew)];
                var expansion = sums[Quantity.Flow(BuiltInMeasures.RecurringExpansion)];
                var churned = sums[Quantity.Flow(BuiltInMeasures.RecurringChurned)];
                double scale = RecurringFold.PartsPerMinor * sums.Context.Currency.MinorPerUnit;
                value = value with
                {
                    Components =
                    [
                        new("start", start / scale), new("expansion", expansion / scale),
                        new("contraction", (start + expansion - churned - end) / scale), new("churned", churned / scale),
                    ],
                };
                return IndicatorSums.Ratio(value, end / scale, start / scale, 100, start == 0 ? 0 : 1);
            },
        },
        new DerivedIndicator
        {
            Id = "price_premium_accepted",
            Title = "Price premium accepted",
            Definition = "Price paid by members of the premium programme (premium_programme of the settings) / price paid by others - 1, over the products that both bought in the period, weighted by the quantity of members. Prices are after discount.",
            Unit = IndicatorUnits.Percent,
            Inputs = ["purchase", "loyalty_joined", "loyalty_left"],
            Formula = static (sums, value) => Premium(sums, value),
        },
        new DerivedIndicator
        {
            Id = "customer_performance_indicator",
            Title = "Customer performance indicator",
            Definition = "Mean of the performances, 0 to 100, of the parts that have a value, weighted as the settings weigh the parts of a customer's (by default equally). Satisfaction: CSAT. Loyalty: (NPS + 100) / 2. Retention: customer_retention_rate. Complaints: 100 without, 0 from 20 per 100 customers on, straight between. Value: percent of the payers of 365 days who were not unprofitable.",
            Unit = IndicatorUnits.Points,
            Inputs = ["purchase", "refund", "survey_answered", "complaint", "subscription_started", "subscription_cancelled"],
            Parts = ["satisfaction", "loyalty", "retention", "complaints", "value"],
            Formula = static (sums, value) =>
            {
                var nps = sums[Quantity.Flow(BuiltInMeasures.NpsPromoters)] - sums[Quantity.Flow(BuiltInMeasures.NpsDetractors)];
                var complaints = Percent(sums[Quantity.Flow(BuiltInMeasures.Complaints)], sums[Quantities.BaseAnyTime]);
                var unprofitable = Percent(sums[Quantity.Of(BuiltInMeasures.YearUnprofitable, TermDays.BeforeCut)], sums[Quantity.Of(BuiltInMeasures.YearPayers, TermDays.BeforeCut)]);
                var parts = new (string Id, double? Performance)[]
                    {
                        ("satisfaction", Percent(sums[Quantity.Flow(BuiltInMeasures.CsatSatisfied)], sums[Quantity.Flow(BuiltInMeasures.CsatAnswers)])),
                        ("loyalty", (Percent(nps, sums[Quantity.Flow(BuiltInMeasures.NpsAnswers)]) + 100) / 2),
                        ("retention", Percent(sums[Quantities.Retained], sums[Quantities.BaseAtStart])),
                        ("complaints", complaints is { } rate ? 100 * Math.Max(0, 1 - (rate / WorstComplaints)) : null),
                        ("value", 100 - unprofitable),
                    }
                    .Where(part => part.Performance is not null)
                    .Select(part => new IndicatorComponent(part.Id, part.Performance!.Value))
                    .ToList();
                value = value with { SampleSize = sums[Quantities.BaseAtEnd], Components = parts };
                var weights = sums.Settings.Performance.Parts.ToDictionary(part => NameOf(part.Part), part => part.Weight, StringComparer.Ordinal);
                var weight = parts.Sum(part => weights.GetValueOrDefault(part.Id));
                return weight == 0
                    ? value with { NoValueReason = NoValueReason.DenominatorZero }
                    : value with { Value = parts.Sum(part => weights.GetValueOrDefault(part.Id) * part.Value) / weight };
            },
        },
        new DerivedIndicator
        {
            Id = "customer_cpi_mean",
            Title = "Mean customer performance",
            Definition = "Mean over the customers in the base at the end of the period of each one's own performance indicator, as a look at the customer in the last instant of the period would say: Σ weight x score / Σ weight over the parts present (performance of the settings): latest CSAT answer, latest NPS answer, 100 x (1 - days since the last activity / lapse_days), complaints and margin of 365 days. A customer's is rounded to 1e-9 points. Components: means of the scores of the parts, over the customers who have them. Computed from the journal when asked for; without a token it may lag behind by some seconds.",
            Unit = IndicatorUnits.Points,
            Inputs = ["purchase", "refund", "survey_answered", "complaint", "customer_cost", "contact_time", "call", "ticket_opened", "subscription_started", "subscription_changed", "subscription_cancelled"],
            Parts = [.. PartsOfPerformance.Select(NameOf)],
            Formula = static (sums, value) =>
            {
                var (sum, customers) = Performance(sums, null);
                var parts = PartsOfPerformance.Select(part => (Part: part, Score: Performance(sums, part))).ToList();
                value = IndicatorSums.Ratio(value, sum / PerformanceMeasures.PerPoint, customers, 1, customers);
                return value with
                {
                    Components = [.. parts.Where(part => part.Score.Customers > 0).Select(part => new IndicatorComponent(NameOf(part.Part), part.Score.Sum / PerformanceMeasures.PerPoint / part.Score.Customers))],
                };
            },
        },
    ];

    private static PerformancePart[] PartsOfPerformance => [PerformancePart.Satisfaction, PerformancePart.Loyalty, PerformancePart.Retention, PerformancePart.Complaints, PerformancePart.Value];

    private static string NameOf(PerformancePart part) => part switch
    {
        PerformancePart.Satisfaction => "satisfaction",
        PerformancePart.Loyalty => "loyalty",
        PerformancePart.Retention => "retention",
        PerformancePart.Complaints => "complaints",
        PerformancePart.Value => "value",
        _ => throw new ArgumentOutOfRangeException(nameof(part), part, "Not a part."),
    };

    /// <summary>Sum and number of the performances, or scores in a part, at the end of the last day that counts.</summary>
    private static (long Sum, long Customers) Performance(IndicatorSums sums, PerformancePart? part)
    {
        var day = sums.Window.CutDay;
        return (Of(PerformanceMeasures.Sum(part)), Of(PerformanceMeasures.Customers(part)));

        long Of(MeasureId measure) => sums.Sum(SeriesKey.Of(measure, Granularity.None, DimensionValue.Whole), day - 1, day);
    }

    private static double? Percent(long some, long all) => all == 0 ? null : 100.0 * some / all;

    private static IndicatorValue DropOff(IndicatorSums sums, IndicatorValue value)
    {
        var steps = sums.Settings.Journeys
            .SelectMany(journey => journey.Steps.SkipLast(1).Select(step => (Id: $"{journey.Id}/{step}", Hash: JourneysFold.HashOf(journey.Id, step), journey.WindowDays)))
            .Select(step =>
            {
                // Entered on day y, the window is over at the end of day y + its days.
                var to = Math.Min(sums.Window.CutDay, sums.Window.AsOfDay - step.WindowDays);
                return (step.Id,
                    Entered: sums.Sum(BuiltInMeasures.JourneyEntered.SeriesOf(step.Hash), sums.Window.Period.FromDay, to),
                    Completed: sums.Sum(BuiltInMeasures.JourneyCompleted.SeriesOf(step.Hash), sums.Window.Period.FromDay, to));
            })
            .ToList();
        value = value with
        {
            Components = [.. steps.Where(step => step.Entered > 0).Select(step => new IndicatorComponent(step.Id, 100.0 * (step.Entered - step.Completed) / step.Entered))],
        };
        var entered = steps.Sum(step => step.Entered);
        return sums.Settings.Journeys.Count == 0
            ? value with { NoValueReason = NoValueReason.NotDeclared }
            : IndicatorSums.Share(value, entered - steps.Sum(step => step.Completed), entered);
    }

    private static IndicatorValue Premium(IndicatorSums sums, IndicatorValue value)
    {
        var memberQuantity = ByProduct(sums.Of(BuiltInMeasures.MemberQuantity));
        var memberPaid = ByProduct(sums.Of(BuiltInMeasures.MemberPaidMinor));
        var otherQuantity = ByProduct(sums.Of(BuiltInMeasures.OtherQuantity));
        var otherPaid = ByProduct(sums.Of(BuiltInMeasures.OtherPaidMinor));
        if (sums.Settings.PremiumProgramme is null)
            return value with { NoValueReason = NoValueReason.NotDeclared };
        var both = memberQuantity.Keys.Where(otherQuantity.ContainsKey).Order().ToList();

        // Σ quantity × price of members is what they paid; at the price of others it is quantity × what these paid / their quantity.
        double paid = both.Sum(product => memberPaid.GetValueOrDefault(product));
        var atOthersPrice = both.Sum(product => (double)memberQuantity[product] * otherPaid.GetValueOrDefault(product) / otherQuantity[product]);
        return IndicatorSums.Ratio(value, (paid - atOthersPrice) / sums.Context.Currency.MinorPerUnit, atOthersPrice / sums.Context.Currency.MinorPerUnit, 100, both.Count);

        // By hash, which is what the series of the four measures have in common.
        static Dictionary<uint, long> ByProduct(IReadOnlyList<SeriesSum> series) => series.ToDictionary(one => WideMeasure.HashOf(one.Series), one => one.Sum);
    }
}
