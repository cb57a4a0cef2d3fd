using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Tenants;

namespace KpiPlatform.Domain.Tests.Customers;

/// <summary>The base at its edges, worked out by hand.</summary>
public sealed class BaseFoldTests
{
    [Fact]
    public void Act_OnePurchase_CountsAtTheStartsOfTheDaysOfTheLapse()
    {
        // Lapse 7: a purchase on 10 March is in [D − 7, D) for D = 11 … 17 March. It leaves on the 17th.
        var fold = new FoldBuilder(new() { LapseDays = 7 }).Bought("2026-03-10 00:00");
        fold.Number("S", Granularity.Day, "2026-03-10", "2026-03-11").ShouldBe(0);
        fold.Number("S", Granularity.Day, "2026-03-11", "2026-03-12").ShouldBe(1);
        fold.Number("S", Granularity.Day, "2026-03-17", "2026-03-18").ShouldBe(1);
        fold.Number("lost", Granularity.Day, "2026-03-17", "2026-03-18").ShouldBe(1);
        fold.Number("S", Granularity.Day, "2026-03-18", "2026-03-19").ShouldBe(0);
    }

    [Theory]
    [InlineData("2026-03-17", 1, 0)] // 17 = 10 + 7, the last day at whose start the customer is still in: renewed.
    [InlineData("2026-03-18", 0, 1)] // A day later the customer was out for the start of the 18th: returned.
    public void Act_AtTheEndOfTheLapse_RenewsOrReturns(string second, long retained, long returned)
    {
        var fold = new FoldBuilder(new() { LapseDays = 7 }).Bought("2026-03-10").Bought(second);
        fold.Number("retained", Granularity.Day, "2026-03-17", "2026-03-18").ShouldBe(retained);
        fold.Number("returned", Granularity.Day, "2026-03-18", "2026-03-19").ShouldBe(returned);
        fold.Cell(BuiltInMeasures.BaseLeft, Granularity.None, "2026-03-17").ShouldBe(1 - retained);
    }

    [Fact]
    public void Act_LeavingAndComingBackWithinAMonth_IsRetainedOverTheMonthAndOutInBetween()
    {
        // In at the start of March (bought on 25 February, lapse 7: until 4 March), back on the 20th.
        var fold = new FoldBuilder(new() { LapseDays = 7 }).Bought("2026-02-25").Bought("2026-03-20").Bought("2026-03-27");
        fold.Number("retained", Granularity.Month, "2026-03-01", "2026-03-05").ShouldBe(0);
        fold.Number("retained", Granularity.Month, "2026-03-01", "2026-03-04").ShouldBe(1);
        fold.Number("retained", Granularity.Month, "2026-03-01", "2026-03-21").ShouldBe(1);
        fold.Month("retained", "2026-03").ShouldBe(1);
        fold.Month("returned", "2026-03").ShouldBe(0);

        // In its week, 16 to 22 March, it was not there at the start, and acquired before.
        fold.Number("returned", Granularity.Week, "2026-03-16", "2026-03-23").ShouldBe(1);
    }

    [Fact]
    public void Act_NewInTheMonthAndGoneBeforeItsEnd_IsNoNewOneAtTheEnd()
    {
        var fold = new FoldBuilder(new() { LapseDays = 7 }).Bought("2026-03-10");
        fold.Number("new in base", Granularity.Month, "2026-03-01", "2026-03-17").ShouldBe(1);
        fold.Month("new in base", "2026-03").ShouldBe(0);
        fold.Month("acquired", "2026-03").ShouldBe(1);
        fold.Month("in base at any time", "2026-03").ShouldBe(1);
        fold.Month("lost", "2026-03").ShouldBe(0);
    }

    [Fact]
    public void Subscribe_EffectiveAtTheFirstInstantOfAMonth_IsNewInThatMonth()
    {
        // The state at 1 March 00:00 is that of everything before it.
        var fold = new FoldBuilder().Subscribed("2026-02-10", "2026-03-01 00:00");
        fold.Month("E", "2026-02").ShouldBe(0);
        fold.Month("returned", "2026-02").ShouldBe(0);
        fold.Month("acquired", "2026-03").ShouldBe(1);
        fold.Month("new in base", "2026-03").ShouldBe(1);
    }

    [Theory]
    [InlineData("2026-03-31 23:59", 0)]
    [InlineData("2026-04-01 00:00", 1)] // Ends in April, so it is there at the end of March.
    [InlineData("2026-04-01 00:01", 1)]
    public void Unsubscribe_AroundTheEndOfAMonth_EndsInTheMonthOfItsEffectiveTime(string end, long atEndOfMarch)
    {
        var fold = new FoldBuilder().Subscribed("2026-01-10", "2026-01-10").Cancelled("2026-03-15", end);
        fold.Month("E", "2026-03").ShouldBe(atEndOfMarch);
        fold.Month("retained", "2026-03").ShouldBe(atEndOfMarch);
        fold.Month("lost", "2026-04").ShouldBe(atEndOfMarch);
    }

    [Fact]
    public void Subscribe_StartedAndCancelledOnOneDay_WasInTheBaseAtSomeTime()
    {
        var fold = new FoldBuilder().Subscribed("2026-03-10 09:00", "2026-03-10 09:00").Cancelled("2026-03-10 15:00", "2026-03-10 15:00");
        fold.Month("in base at any time", "2026-03").ShouldBe(1);
        fold.Month("E", "2026-03").ShouldBe(0);
        fold.Month("new in base", "2026-03").ShouldBe(0);
        fold.Month("acquired", "2026-03").ShouldBe(1);
    }

    [Fact]
    public void Unsubscribe_DatedAtOrBeforeTheStart_NeverWasInTheBase()
    {
        var fold = new FoldBuilder().Subscribed("2026-03-10", "2026-04-01").Cancelled("2026-03-11", "2026-03-20");
        fold.Month("in base at any time", "2026-03").ShouldBe(0);
        fold.Month("in base at any time", "2026-04").ShouldBe(0);
    }

    [Fact]
    public void Subscribe_EndlessOverPurchases_KeepsTheCustomerIn()
    {
        var fold = new FoldBuilder(new() { LapseDays = 7 }).Bought("2026-01-05").Subscribed("2026-01-08", "2026-01-08").Bought("2026-06-01");
        fold.Number("retained", Granularity.Year, "2026-01-01", "2027-01-01").ShouldBe(0);
        fold.Number("new in base", Granularity.Year, "2026-01-01", "2027-01-01").ShouldBe(1);
        fold.Number("S", Granularity.Day, "2030-01-01", "2030-01-02").ShouldBe(1);
        fold.Cell(BuiltInMeasures.BaseEntered, Granularity.None, "2026-06-01").ShouldBe(0);
        fold.Fold.Base.LeaveDay.ShouldBeNull();
    }

    [Fact]
    public void Acquire_AfterEnteringInTheSameMonth_IsNewFromTheDayOfAcquisitionOn()
    {
        // Visits keep a customer in the base here: in from 3 March, bought on the 20th.
        var settings = new TenantSettings { BaseActivityKinds = [InteractionKind.Visit] };
        var fold = new FoldBuilder(settings).With("2026-03-03", new Visit { Session = "v", Place = VisitPlace.Online }).Bought("2026-03-20");
        fold.Number("E", Granularity.Month, "2026-03-01", "2026-03-20").ShouldBe(1);
        fold.Number("new in base", Granularity.Month, "2026-03-01", "2026-03-20").ShouldBe(0);
        fold.Number("new in base", Granularity.Month, "2026-03-01", "2026-03-21").ShouldBe(1);
        fold.Month("new in base", "2026-03").ShouldBe(1);
    }

    [Fact]
    public void Acquire_EarlierOrderArrivingLate_MovesTheAcquisition()
    {
        var fold = new FoldBuilder().Bought("2026-03-10").Bought("2026-02-20");
        fold.Month("acquired", "2026-03").ShouldBe(0);
        fold.Month("acquired", "2026-02").ShouldBe(1);
        fold.Month("new in base", "2026-03").ShouldBe(0);
        fold.Month("retained", "2026-03").ShouldBe(1);
    }

    [Fact]
    public void BaseUntil_PurchasesAndSubscriptions_IsTheLatestOfTheirEnds()
    {
        var fold = new FoldBuilder(new() { TimeZone = "Europe/Berlin", LapseDays = 30 }).Bought("2026-03-10 08:00");
        var context = new Domain.Customers.FoldContext(new TenantDefinition(new(1), 1, new() { TimeZone = "Europe/Berlin", LapseDays = 30 }));

        // 30 steps of the wall clock: 08:00 again, though the clock changed on 29 March.
        fold.Fold.Base.BaseUntil(context).ShouldBe(fold.At("2026-04-09 08:00"));
        fold.Subscribed("2026-03-11", "2026-03-11");
        fold.Fold.Base.BaseUntil(context).ShouldBe(NodaTime.Instant.MaxValue);
        fold.Cancelled("2026-03-12", "2026-05-01 00:00");
        fold.Fold.Base.BaseUntil(context).ShouldBe(fold.At("2026-05-01 00:00"));
    }
}
