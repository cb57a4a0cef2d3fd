using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;

namespace KpiPlatform.Domain.Tests.Indicators;

public sealed class SalesIndicatorTests
{
    private static readonly DimensionValue Web = DimensionValue.Of(0, 1);

    private static TestCells June() => new TestCells()
        .Add(BuiltInMeasures.Orders, "2026-05-31", 7)
        .Add(BuiltInMeasures.Orders, "2026-06-01", 3)
        .Add(BuiltInMeasures.Orders, "2026-06-30", 2)
        .Add(BuiltInMeasures.Orders, "2026-07-01", 9)
        .Add(BuiltInMeasures.RevenueMinor, "2026-06-01", 10_000)
        .Add(BuiltInMeasures.RevenueMinor, "2026-06-15", -1_250)
        .Add(BuiltInMeasures.RevenueMinor, "2026-06-30", 3_005)
        .Add(BuiltInMeasures.Buyers, Granularity.Month, "2026-06-01", 3)
        .Add(BuiltInMeasures.Buyers, Granularity.Month, "2026-06-30", 1)
        .Add(BuiltInMeasures.RepeatBuyers, Granularity.Month, "2026-06-30", 1);

    [Fact]
    public void Orders_Month_CountsItsDays()
    {
        var value = June().Evaluate("orders", "2026-06");
        value.Value.ShouldBe(5);
        value.SampleSize.ShouldBe(5);
        value.Partial.ShouldBeFalse();
        value.Numerator.ShouldBeNull();
        June().Evaluate("orders", "2026-06", "2026-06-29T23").Value.ShouldBe(3);
        June().Evaluate("orders", "2026-06-01/2026-07-02").Value.ShouldBe(14);
        June().Evaluate("orders", "2026-03").Value.ShouldBe(0);
    }

    [Fact]
    public void Revenue_IsInWholeUnitsOfTheCurrency()
    {
        var value = June().Evaluate("revenue", "2026-06");
        value.Value.ShouldBe(117.55);
        value.Unit.ShouldBe("EUR");
        value.SampleSize.ShouldBe(5);

        var yen = TestCells.Context("2026-06") with { Currency = Currency.Of("JPY") };
        IndicatorCatalogue.Get("revenue").Evaluate(yen, June().Table).Value.ShouldBe(11_755);
        var dinar = TestCells.Context("2026-06") with { Currency = Currency.Of("KWD") };
        IndicatorCatalogue.Get("average_purchase_value").Evaluate(dinar, June().Table).Value.ShouldBe(11.755 / 5);
    }

    [Fact]
    public void AveragePurchaseValue_IsRevenueByOrders()
    {
        var value = June().Evaluate("average_purchase_value", "2026-06");
        value.Value.ShouldBe(117.55 / 5);
        value.Numerator.ShouldBe(117.55);
        value.Denominator.ShouldBe(5);
        value.Interval.ShouldBeNull();
        June().Evaluate("average_purchase_value", "2026-03").NoValueReason.ShouldBe("DENOMINATOR_ZERO");
    }

    [Fact]
    public void PurchaseFrequency_IsYearlyByElapsedDays()
    {
        June().Evaluate("purchase_frequency", "2026-06").Value!.Value.ShouldBe(5 / 4.0 * 365.25 / 30, 1e-12);
        June().Evaluate("purchase_frequency", "2026-06", "2026-06-10T12").Value!.Value.ShouldBe(3 / 3.0 * 365.25 / 10, 1e-12);
        June().Evaluate("purchase_frequency", "2026-06").Unit.ShouldBe("per_year");
    }

    /// <summary>June 1998 of the CDNOW purchases: 323 of 1,506 payers ordered twice or more.</summary>
    [Fact]
    public void RepeatInPeriodRate_Cdnow_IsThePublishedShare()
    {
        var value = new TestCells()
            .Add(BuiltInMeasures.Buyers, Granularity.Month, "1998-06-03", 1_506)
            .Add(BuiltInMeasures.RepeatBuyers, Granularity.Month, "1998-06-20", 323)
            .Evaluate("repeat_in_period_rate", "1998-06");
        value.Value.ShouldBe(100 * 323 / 1_506.0);
    }

    /// <summary>CDNOW: 11,662 of 23,570 customers ordered twice or more: 49.48 %.</summary>
    [Fact]
    public void RepeatCustomerRate_Cdnow_IsOfEverybodyUpToThePeriodsEnd()
    {
        var cells = new TestCells()
            .Add(BuiltInMeasures.FirstOrder, "1997-02-01", 23_570)
            .Add(BuiltInMeasures.SecondOrder, "1997-08-01", 11_000)
            .Add(BuiltInMeasures.SecondOrder, "1998-06-30", 662)
            .Add(BuiltInMeasures.SecondOrder, "1998-07-01", 1);
        Math.Round(cells.Evaluate("repeat_customer_rate", "1998-06").Value!.Value, 2).ShouldBe(49.48);
        cells.Evaluate("repeat_customer_rate", "1998-06", "1998-06-29T12").Numerator.ShouldBe(11_000);
    }

    /// <summary>CDNOW: 7,079 of 23,570 customers came back within 90 days.</summary>
    [Fact]
    public void ReturnAfterFirstPurchase_CountsWhoseWindowIsOver()
    {
        var cells = new TestCells()
            .Add(BuiltInMeasures.ReturnMatured, "1997-05-01", 23_570)
            .Add(BuiltInMeasures.ReturnedInWindow, "1997-05-01", 7_079)
            .Add(BuiltInMeasures.ReturnMatured, "1998-06-30", 100);
        cells.Evaluate("return_after_first_purchase", "1998-05").Value.ShouldBe(100 * 7_079 / 23_570.0);
        cells.Evaluate("return_after_first_purchase", "1998-06").Denominator.ShouldBe(23_670);

        // On the evening of the 30th the windows that end with that day are not over.
        cells.Evaluate("return_after_first_purchase", "1998-06", "1998-06-30T22").Denominator.ShouldBe(23_570);
    }

    [Fact]
    public void Cohorts_Month_HasBuyersOfEachMonthUpToAsOf()
    {
        var cells = new TestCells()
            .Add(BuiltInMeasures.FirstOrder, "1997-01-10", 7_846)
            .Add(BuiltInMeasures.FirstOrder, "1997-02-10", 8_476);
        var january = DimensionValue.Cohort(27 * 12);
        cells.Add(BuiltInMeasures.CohortBuyers, Granularity.Month, "1997-01-10", 7_846, january);
        cells.Add(BuiltInMeasures.CohortBuyers, Granularity.Month, "1997-03-01", 500, january);
        cells.Add(BuiltInMeasures.CohortBuyers, Granularity.Month, "1997-03-20", 60, january);

        var value = cells.Evaluate("first_purchase_cohorts", "1997-01", "1997-03-10T12");
        value.Value.ShouldBe(7_846);
        value.Components.ShouldBe([new("0", 7_846), new("1", 0), new("2", 500)]);
        cells.Evaluate("first_purchase_cohorts", "1997-01", "1997-04-10T12").Components.ShouldBe([new("0", 7_846), new("1", 0), new("2", 560), new("3", 0)]);
        cells.Evaluate("first_purchase_cohorts", "1997-02", "1997-02-10T12").Components.Count.ShouldBe(1);
        cells.Evaluate("first_purchase_cohorts", "1997-Q1", "1997-04-10T12").Components.ShouldBe([new("0", 7_846), new("1", 0)]);
        cells.Evaluate("first_purchase_cohorts", "1997-01-10").Components.ShouldBeEmpty();
        cells.Evaluate("first_purchase_cohorts", "1997-01", "2026-01-01T00").Components.Count.ShouldBe(CohortIndicator.MaxMonths + 1);
    }

    [Fact]
    public void Evaluate_ForADimensionValue_ReadsItsCells()
    {
        var cells = June().Add(BuiltInMeasures.Orders, "2026-06-02", 2, Web).Add(BuiltInMeasures.RevenueMinor, "2026-06-02", 500, Web);
        cells.Evaluate("orders", "2026-06", dimension: Web).Value.ShouldBe(2);
        cells.Evaluate("average_purchase_value", "2026-06", dimension: Web).Value.ShouldBe(2.5);
    }

    [Theory]
    [InlineData("customer_retention_rate")]
    [InlineData("repeat_customer_rate")]
    [InlineData("nps")]
    [InlineData("first_purchase_cohorts")]
    public void Evaluate_ForADimensionValueItIsNotKeptBy_IsRefused(string indicator)
    {
        var error = Should.Throw<DomainException>(() => June().Evaluate(indicator, "2026-06", dimension: Web));
        error.Reason.ShouldBe("NOT_DIMENSIONAL");
        error.Kind.ShouldBe(ErrorKind.InvalidArgument);
    }

    [Fact]
    public void Evaluate_CustomPeriod_ReadsCellsOfCustomGranularity()
    {
        var cells = new TestCells()
            .Add(BuiltInMeasures.ActiveCustomers, Granularity.Custom, "2026-06-20", 4)
            .Add(BuiltInMeasures.ActiveCustomers, Granularity.Month, "2026-06-20", 9);
        cells.Evaluate("active_customers", "2026-06-10/2026-07-10").Value.ShouldBe(4);
        cells.Evaluate("active_customers", "2026-06-01/2026-07-01").Value.ShouldBe(9);
    }
}
