using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Tenants;
using NodaTime;

namespace KpiPlatform.Domain.Tests.Customers;

/// <summary>Orders at their edges, worked out by hand.</summary>
public sealed class OrdersFoldTests
{
    [Fact]
    public void ApplyPurchase_DiscountTaxAndRefund_CountTheAmountLessDiscountOnItsOwnDay()
    {
        var fold = new FoldBuilder()
            .With("2026-03-10", new Purchase { OrderId = "o", AmountMinor = 1_000, DiscountMinor = 150, TaxMinor = 190 })
            .With("2026-04-02", new Refund { AmountMinor = 850 });
        fold.Month("revenue", "2026-03").ShouldBe(850);
        fold.Month("revenue", "2026-04").ShouldBe(-850);
        fold.Month("orders", "2026-03").ShouldBe(1);
        fold.Month("refunds", "2026-04").ShouldBe(1);
        fold.Fold.Orders.RevenueMinor.ShouldBe(0);
    }

    [Fact]
    public void ApplyPurchase_AmountOfZero_IsAnOrder()
    {
        var fold = new FoldBuilder().Bought("2026-03-10", 0).Bought("2026-03-11", 0);
        fold.Month("orders", "2026-03").ShouldBe(2);
        fold.Month("repeat buyers", "2026-03").ShouldBe(1);
        fold.Month("second order", "2026-03").ShouldBe(1);
    }

    [Fact]
    public void ApplyPurchase_ThreeInAQuarter_CountsOneBuyerInEachPeriod()
    {
        var fold = new FoldBuilder().Bought("2026-01-31").Bought("2026-02-01").Bought("2026-02-28");
        fold.Month("buyers", "2026-01").ShouldBe(1);
        fold.Month("repeat buyers", "2026-01").ShouldBe(0);
        fold.Month("buyers", "2026-02").ShouldBe(1);
        fold.Month("repeat buyers", "2026-02").ShouldBe(1);
        fold.Number("buyers", Granularity.Quarter, "2026-01-01", "2026-04-01").ShouldBe(1);
        fold.Number("repeat buyers", Granularity.Quarter, "2026-01-01", "2026-04-01").ShouldBe(1);

        // Up to 31 January there is no second order yet.
        fold.Number("repeat buyers", Granularity.Quarter, "2026-01-01", "2026-02-01").ShouldBe(0);
    }

    [Theory]
    [InlineData("2026-04-09 08:00", 1)] // 10 March 08:00 + 30 steps, to the minute; the clock changed on 29 March.
    [InlineData("2026-04-09 08:01", 0)]
    public void ApplyPurchase_SecondAtTheEndOfTheWindow_CountsUpToItsVeryInstant(string second, long returned)
    {
        var fold = new FoldBuilder(new() { TimeZone = "Europe/Berlin", ReturnWindowDays = 30 }).Bought("2026-03-10 08:00").Bought(second);
        fold.Month("return matured", "2026-04").ShouldBe(1);
        fold.Cell(BuiltInMeasures.ReturnMatured, Granularity.None, "2026-04-09").ShouldBe(1);
        fold.Cell(BuiltInMeasures.ReturnedInWindow, Granularity.None, "2026-04-09").ShouldBe(returned);
    }

    [Fact]
    public void PlusDays_TimeThatTheClockSkipsOrRepeats_MovesOnByTheGapOrTakesTheEarlier()
    {
        var context = new FoldContext(new TenantDefinition(new(1), 1, new() { TimeZone = "Europe/Berlin" }));

        // 29 March 2026: 02:00 CET becomes 03:00 CEST, so 02:30 is 03:30 CEST = 01:30 UTC.
        context.PlusDays(Instant.FromUtc(2026, 3, 28, 1, 30), 1).ShouldBe(Instant.FromUtc(2026, 3, 29, 1, 30));

        // 25 October 2026: 02:30 comes twice, first as CEST = 00:30 UTC.
        context.PlusDays(Instant.FromUtc(2026, 10, 24, 0, 30), 1).ShouldBe(Instant.FromUtc(2026, 10, 25, 0, 30));
    }

    [Fact]
    public void ApplyPurchase_LocalDayOfTheZone_DecidesTheMonth()
    {
        // 31 March 18:30 UTC is 1 April 00:15 in Kathmandu (UTC+5:45).
        var fold = new FoldBuilder(new() { TimeZone = "Asia/Kathmandu" })
            .With(Instant.FromUtc(2026, 3, 31, 18, 30), new Purchase { OrderId = "o", AmountMinor = 1 });
        fold.Month("orders", "2026-03").ShouldBe(0);
        fold.Month("orders", "2026-04").ShouldBe(1);
    }

    [Fact]
    public void ApplyPurchase_FiscalYearFromApril_FollowsIt()
    {
        var fold = new FoldBuilder(new() { FiscalYearStartMonth = 4 }).Bought("2026-03-31").Bought("2026-04-01");
        fold.Cell(BuiltInMeasures.Buyers, Granularity.Year, "2026-04-01").ShouldBe(1);
        fold.Number("repeat buyers", Granularity.Year, "2025-04-01", "2026-04-01").ShouldBe(0);
    }

    [Fact]
    public void ApplyPurchase_LaterMonths_CountInTheCohortOfTheFirstOrder()
    {
        // January 2026 is month (2026 − 1970) × 12 = 672.
        var fold = new FoldBuilder().Bought("2026-01-05").Bought("2026-03-02").Bought("2026-03-03");
        fold.Cell(BuiltInMeasures.CohortBuyers, Granularity.Month, DimensionValue.Cohort(672), "2026-01-05").ShouldBe(1);
        fold.Cell(BuiltInMeasures.CohortBuyers, Granularity.Month, DimensionValue.Cohort(672), "2026-03-02").ShouldBe(1);
        fold.Cell(BuiltInMeasures.CohortBuyers, Granularity.Month, DimensionValue.Cohort(672), "2026-03-03").ShouldBe(0);
    }

    [Fact]
    public void ApplyPurchase_FirstInstantOf1970WestOfGreenwich_CountsInTheFirstCohort()
    {
        // 1970-01-01 00:00 UTC is 31 December 1969 in New York.
        var fold = new FoldBuilder(new() { TimeZone = "America/New_York" })
            .With(Instant.FromUtc(1970, 1, 1, 0, 0), new Purchase { OrderId = "o", AmountMinor = 1 });
        fold.Cell(BuiltInMeasures.CohortBuyers, Granularity.Month, DimensionValue.Cohort(0), "1969-12-31").ShouldBe(1);
        fold.Cell(BuiltInMeasures.Orders, Granularity.None, "1969-12-31").ShouldBe(1);
    }

    [Fact]
    public void AddFlow_DeclaredDimensions_CountUnderTheValueInForce()
    {
        var settings = new TenantSettings
        {
            Dimensions = [new("channel", "channel", ["web", "store"]), new("region", "attribute:region", ["north", "south"])],
        };
        var fold = new FoldBuilder(settings)
            .With("2026-03-01", new CustomerRegistered { Attributes = [new("region", "south")] })
            .With("2026-03-02", new Purchase { OrderId = "o", AmountMinor = 10 }, channel: "store")
            .With("2026-03-03", new ProfileUpdated { Attributes = [new("region", "north")] })
            .With("2026-03-04", new Purchase { OrderId = "o", AmountMinor = 20 }, channel: "fair");
        long Revenue(int slot, int value, string day) => fold.Cell(BuiltInMeasures.RevenueMinor, Granularity.None, DimensionValue.Of(slot, value), day);

        // Values count from 1 as declared; "fair" is not declared: other, 0. The region is that of the day.
        Revenue(0, 2, "2026-03-02").ShouldBe(10);
        Revenue(0, 0, "2026-03-04").ShouldBe(20);
        Revenue(1, 2, "2026-03-02").ShouldBe(10);
        Revenue(1, 1, "2026-03-04").ShouldBe(20);
    }
}
