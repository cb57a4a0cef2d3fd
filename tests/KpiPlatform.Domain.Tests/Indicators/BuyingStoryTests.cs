using KpiPlatform.Domain.Interactions;

namespace KpiPlatform.Domain.Tests.Indicators;

/// <summary>Orders and what is computed of them, from interactions to the number.</summary>
public sealed class BuyingStoryTests
{
    [Fact]
    public void NewCustomers_AreThoseAcquiredInThePeriod()
    {
        // a by an order; b by a subscription, before its first order; c in April.
        var story = new TenantStory()
            .Bought("a", "2026-03-02").Bought("a", "2026-04-02")
            .Add("b", "2026-02-20", new SubscriptionStarted { Subscription = "s", Interval = BillingInterval.Month, EffectiveAt = new TenantStory().At("2026-03-05") })
            .Bought("b", "2026-03-20")
            .Bought("c", "2026-04-01");
        story.Value("new_customers", "2026-03").Value.ShouldBe(2);
        story.Value("new_customers", "2026-02").Value.ShouldBe(0);
        story.Value("new_customers", "2026-Q2").Value.ShouldBe(1);
    }
}
