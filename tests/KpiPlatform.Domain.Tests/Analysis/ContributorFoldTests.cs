using KpiPlatform.Domain.Analysis;
using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Segments;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Domain.Tests.Customers;
using NodaTime;

namespace KpiPlatform.Domain.Tests.Analysis;

public sealed class ContributorFoldTests
{
    private static readonly TenantDefinition Berlin = new(new(1), 1, new TenantSettings { TimeZone = "Europe/Berlin" });

    [Fact]
    public void Contributors_OfChurn_AreThoseLostAndThoseKept()
    {
        // S = ann, bob, cid on 1 April; bob bought again in the quarter, the others did not: 2 of 3 lost, 66.67 %.
        var fold = Fold("churn_rate", "2025-Q2", ("ann", ["2025-02-01"]), ("bob", ["2025-02-01", "2025-05-20"]), ("cid", ["2025-03-01"]), ("dan", ["2025-06-01"]));

        fold.IsAdditive.ShouldBeTrue();
        fold.Total.Value.ShouldBe(200 / 3.0);
        Show(fold).ShouldBe("ann 1/1 33.33, bob 0/1 0, cid 1/1 33.33");
    }

    [Fact]
    public void Contributors_OfRevenue_AreTheirAmounts() =>
        Show(Fold("revenue", "2025-02", ("ann", ["2025-02-01", "2025-02-03"]), ("bob", ["2025-02-28"]), ("cid", ["2025-03-01"]))).ShouldBe("ann 20/ 20, bob 10/ 10");

    [Fact]
    public void Contributors_OfAMean_AddUpToIt() =>
        // 30 of 3 orders is 10; ann's 20 of them.
        Show(Fold("average_purchase_value", "2025-02", ("ann", ["2025-02-01", "2025-02-03"]), ("bob", ["2025-02-28"]))).ShouldBe("ann 20/2 6.67, bob 10/1 3.33");

    [Fact]
    public void Contributors_OfAGrowth_AreWhatItWouldLoseWithoutEach()
    {
        // Per payer 20 in March after 10 in February: + 100 %. Without ann: 10 after 10, 0 %. Without bob: 30 after 10, + 200 %.
        var histories = Histories(("ann", ["2025-03-01", "2025-03-02", "2025-03-03"]), ("bob", ["2025-02-01", "2025-03-01"]), ("cid", ["2025-02-02"]));
        var fold = Fold("sales_per_customer_increase", "2025-03", histories);

        fold.IsAdditive.ShouldBeFalse();
        fold.Total.Value.ShouldBe(100);
        foreach (var (customer, history) in histories)
            fold.AddAgain(new(customer), history);
        fold.Contributors().Select(one => (one.Customer.Value, one.Contribution)).ShouldBe([(1, 100), (2, -100), (3, 0)]);
    }

    [Fact]
    public void Contributors_OfRandomHistories_AddUpForEveryIndicatorThatIsARatioOrAQuantity()
    {
        var additive = 0;
        for (var seed = 0; seed < 25; seed++)
        {
            var edge = new EdgeHistory(seed);
            var histories = Enumerable.Range(1, 6).Select(number => (Number: (long)number, History: CustomerHistory.Effective(edge.Make(18).Select(edge.Encode)))).Where(one => one.History.Count > 0).ToList();
            if (histories.Count == 0)
                continue;
            var asOf = histories.Max(one => one.History[^1].OccurredAt) + Duration.FromDays(3);
            var whole = new CellTable();
            var context = new FoldContext(edge.Definition);
            foreach (var (_, history) in histories)
            {
                var delta = new CellDelta();
                new CustomerState(context).Add(history, delta);
                whole.Apply(delta);
            }

            var calendar = edge.Definition.Calendar;
            foreach (var granularity in (Granularity[])[Granularity.Month, Granularity.Year])
            {
                var period = KpiPeriod.Containing(calendar, granularity, calendar.DayOf(asOf - Duration.FromDays(5)));
                var performances = new CellDelta();
                foreach (var (_, history) in histories)
                    new PerformanceFold(edge.Definition, [IndicatorContext.Of(edge.Definition, period, asOf).Window.CutDay - 1]).Add(history, performances);
                whole.Apply(performances);
                foreach (var indicator in IndicatorCatalogue.All)
                {
                    var fold = new ContributorFold(edge.Definition, indicator, period, asOf);
                    foreach (var (number, history) in histories)
                        fold.Add(new(number), history);
                    var expected = indicator.Evaluate(IndicatorContext.Of(edge.Definition, period, asOf), whole);
                    var because = $"seed {seed}, {indicator.Id}, {period.Label}";
                    fold.Total.Value.ShouldBe(expected.Value, because);
                    if (!fold.IsAdditive)
                    {
                        (indicator is RatioIndicator or QuantityIndicator or NpsIndicator).ShouldBeFalse(because);
                        continue;
                    }

                    var parts = fold.Contributors();
                    parts.Sum(part => part.Numerator ?? 0).ShouldBe(expected.Numerator ?? expected.Value ?? 0, 1e-6, because);
                    parts.Sum(part => part.Denominator ?? 0).ShouldBe(expected.Denominator ?? 0, 1e-6, because);
                    if (expected.Value is { } value && parts.Count > 0)
                        parts.Sum(part => part.Contribution ?? 0).ShouldBe(value, 1e-6 * Math.Max(1, Math.Abs(value)), because);
                    additive += parts.Count > 0 ? 1 : 0;
                }

                var taken = new CellDelta();
                taken.Add(performances, -1);
                whole.Apply(taken);
            }
        }

        additive.ShouldBeGreaterThan(300);
    }

    private static ContributorFold Fold(string indicator, string period, params (string Name, string[] Dates)[] customers) => Fold(indicator, period, Histories(customers));

    private static ContributorFold Fold(string indicator, string period, List<(long Customer, IReadOnlyList<EncodedInteraction> History)> histories)
    {
        var asOf = Instant.FromUtc(2026, 1, 1, 0, 0);
        var fold = new ContributorFold(Berlin, IndicatorCatalogue.Get(indicator), PeriodParser.Parse(period, Berlin.Calendar, 0), asOf);
        foreach (var (customer, history) in histories)
            fold.Add(new CustomerNumber(customer), history);
        return fold;
    }

    /// <summary>Purchases of 10 at noon.</summary>
    private static List<(long Customer, IReadOnlyList<EncodedInteraction> History)> Histories(params (string Name, string[] Dates)[] customers) =>
    [
        .. customers.Select((customer, i) => ((long)(i + 1), CustomerHistory.Effective(customer.Dates.Select(date => InteractionCodec.Encode(
            new Interaction
            {
                Source = "shop",
                Id = $"{customer.Name}-{date}",
                OccurredAt = NodaTime.Text.LocalDatePattern.Iso.Parse(date).Value.At(new(12, 0)).InUtc().ToInstant(),
                Facts = new Purchase { OrderId = date, AmountMinor = 1_000 },
            },
            new HashSet<string>()))))),
    ];

    private static string Show(ContributorFold fold) => string.Join(
        ", ",
        fold.Contributors().Select(one => string.Create(
            System.Globalization.CultureInfo.InvariantCulture, $"{"_ann_bob_cid_dan".Split('_')[one.Customer.Value]} {one.Numerator}/{one.Denominator} {one.Contribution:0.##}")));
}
