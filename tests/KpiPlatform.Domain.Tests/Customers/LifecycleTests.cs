using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Tenants;

namespace KpiPlatform.Domain.Tests.Customers;

/// <summary>Stages of the lifecycle, worked out by hand. Lapse 90 days, new and returned for 30, lapsing after half: 45 days.</summary>
public sealed class LifecycleTests
{
    [Theory]
    [InlineData("2026-01-01", LifecycleStage.Prospect)] // Before the purchase.
    [InlineData("2026-01-10", LifecycleStage.New)]
    [InlineData("2026-02-09 12:00", LifecycleStage.New)] // 10 January + 30 days, to the minute.
    [InlineData("2026-02-09 12:01", LifecycleStage.Active)]
    [InlineData("2026-02-24 12:00", LifecycleStage.Active)] // 10 January + 45 days: not more than half.
    [InlineData("2026-02-24 12:01", LifecycleStage.Lapsing)]
    [InlineData("2026-04-10 11:59", LifecycleStage.Lapsing)]
    [InlineData("2026-04-10 12:00", LifecycleStage.Lapsed)] // 10 January + 90 days: no longer in [t − 90 days, t).
    public void StageOf_OnePurchase_GoesThroughLife(string now, LifecycleStage stage) =>
        StageAt(new FoldBuilder().Bought("2026-01-10"), now).ShouldBe(stage);

    [Theory]
    [InlineData("2026-01-30", LifecycleStage.New)] // Acquired 20 days ago, though with two orders.
    [InlineData("2026-02-20", LifecycleStage.Repeat)]
    [InlineData("2026-03-20", LifecycleStage.Lapsing)]
    public void StageOf_TwoPurchases_IsARepeatCustomer(string now, LifecycleStage stage) =>
        StageAt(new FoldBuilder().Bought("2026-01-10").Bought("2026-01-20"), now).ShouldBe(stage);

    [Theory]
    [InlineData("2026-04-30", LifecycleStage.Lapsed)]
    [InlineData("2026-05-02", LifecycleStage.Returned)]
    [InlineData("2026-05-31 00:00", LifecycleStage.Returned)] // Back on 1 May, counted from its start, + 30 days.
    [InlineData("2026-05-31 00:01", LifecycleStage.Repeat)]
    [InlineData("2026-06-16", LifecycleStage.Lapsing)]
    public void StageOf_BackAfterLapsing_IsReturnedForAWhile(string now, LifecycleStage stage) =>
        StageAt(now.StartsWith("2026-04", StringComparison.Ordinal) ? new FoldBuilder().Bought("2026-01-10") : new FoldBuilder().Bought("2026-01-10").Bought("2026-05-01"), now)
            .ShouldBe(stage);

    [Fact]
    public void StageOf_RunningSubscription_NeverLapses()
    {
        var fold = new FoldBuilder().Subscribed("2020-01-01", "2020-01-01");

        StageAt(fold, "2026-01-01").ShouldBe(LifecycleStage.Active);
    }

    [Fact]
    public void StageOf_ThresholdsOfTheTenant_AreUsed()
    {
        // New for 5 days, lapsing after 10 % of 90 days = 9 days.
        var settings = new TenantSettings { Lifecycle = new() { NewDays = 5, LapsingPercent = 10 } };
        var fold = new FoldBuilder(settings).Bought("2026-01-10");

        StageAt(fold, "2026-01-15", settings).ShouldBe(LifecycleStage.New);
        StageAt(fold, "2026-01-16", settings).ShouldBe(LifecycleStage.Active);
        StageAt(fold, "2026-01-20", settings).ShouldBe(LifecycleStage.Lapsing);
    }

    [Fact]
    public void Complete_ZeroOrOutOfRange_TakesTheDefaultOrNamesTheField()
    {
        new LifecycleSettings { NewDays = 0, ReturnedDays = 7, LapsingPercent = 0 }.Complete("tenant.lifecycle")
            .ShouldBe(new LifecycleSettings { NewDays = 30, ReturnedDays = 7, LapsingPercent = 50 });
        Should.Throw<DomainException>(() => new LifecycleSettings { LapsingPercent = 100 }.Complete("tenant.lifecycle")).Field.ShouldBe("tenant.lifecycle.lapsing_percent");
        Should.Throw<DomainException>(() => new LifecycleSettings { NewDays = -1 }.Complete("tenant.lifecycle")).Field.ShouldBe("tenant.lifecycle.new_days");
    }

    private static LifecycleStage StageAt(FoldBuilder builder, string now, TenantSettings? settings = null)
    {
        var context = new FoldContext(new TenantDefinition(new TenantNumber(1), 1, settings ?? new TenantSettings()));
        var fold = builder.Fold;
        return LifecycleBounds.Of(context.Definition, builder.At(now))
            .StageOf(fold.Base.AcquiredAt, fold.Base.BaseUntil(context), fold.Base.ReturnedAt(context), fold.Orders.Count);
    }
}
