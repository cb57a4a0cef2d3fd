using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Tenants;

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

    [Fact]
    public void BuyingFrequencyIncreaseShare_ComparesEachCustomerWithItself()
    {
        // March against February; all but d are in the base of March (90 days), all but e first ordered before February.
        var story = new TenantStory()
            .Bought("a", "2026-01-10").Bought("a", "2026-02-10").Bought("a", "2026-03-10").Bought("a", "2026-03-20")
            .Bought("b", "2026-01-10").Bought("b", "2026-02-10").Bought("b", "2026-03-10")
            .Bought("c", "2026-01-10").Bought("c", "2026-03-30")
            .Bought("d", "2025-10-10")
            .Bought("e", "2026-02-10").Bought("e", "2026-03-10").Bought("e", "2026-03-11");
        var value = story.Value("buying_frequency_increase_share", "2026-03");
        value.Value.ShouldBe(200.0 / 3); // a (2 > 1) and c (1 > 0) of a, b, c
        value.SampleSize.ShouldBe(3);

        // Up to 15 March, beside 1 to 15 February: nobody has more. Up to 9 March, beside 1 to 9 February: neither had any.
        story.Value("buying_frequency_increase_share", "2026-03", asOf: "2026-03-15").Value.ShouldBe(0);
        story.Value("buying_frequency_increase_share", "2026-03", asOf: "2026-03-09").Value.ShouldBe(0);
        story.Value("buying_frequency_increase_share", "2026-03", asOf: "2026-03-20").Value.ShouldBe(100.0 / 3);
        story.Value("buying_frequency_increase_share", "2026-03-01/2026-03-29").Value.ShouldBe(100.0 / 3); // beside 1 to 28 February
        story.Value("buying_frequency_increase_share", "2024-03").NoValueReason.ShouldBe("DENOMINATOR_ZERO");
    }

    [Fact]
    public void BuyingFrequencyIncreaseShare_WholeMonthAfterALongerOne_ComparesWithAllOfIt()
    {
        // February has 28 days; the order of 31 January counts once February is over.
        var story = new TenantStory().Bought("a", "2025-12-10").Bought("a", "2026-01-31").Bought("a", "2026-02-28 08:00");
        story.Value("buying_frequency_increase_share", "2026-02", asOf: "2026-02-28").Value.ShouldBe(100);
        story.Value("buying_frequency_increase_share", "2026-02").Value.ShouldBe(0);
    }

    [Fact]
    public void CustomizationClimb_IsInPercentagePoints()
    {
        var story = new TenantStory()
            .Add("a", "2026-02-10", new Purchase { OrderId = "1", Customised = true }).Bought("a", "2026-02-11").Bought("b", "2026-02-12").Bought("b", "2026-02-13")
            .Add("a", "2026-03-10", new Purchase { OrderId = "2", Customised = true }).Bought("a", "2026-03-12");
        story.Value("customization_climb", "2026-03").Value.ShouldBe(50 - 25);
        story.Value("customization_climb", "2026-03", asOf: "2026-03-10").Value.ShouldBe(100 - 100); // beside 1 to 10 February
        story.Value("customization_climb", "2026-02").NoValueReason.ShouldBe("DENOMINATOR_ZERO");
    }

    [Fact]
    public void SalesPerCustomerIncrease_IsOfRevenuePerBuyer()
    {
        // February: 300 of 2; March: 500 - 50 of 2. 225 / 150 - 1.
        var story = new TenantStory()
            .Bought("a", "2026-02-10", 10_000).Bought("b", "2026-02-10", 20_000)
            .Bought("a", "2026-03-10", 10_000).Bought("a", "2026-03-11", 10_000).Bought("c", "2026-03-10", 30_000)
            .Add("c", "2026-03-20", new Refund { AmountMinor = 5_000 });
        story.Value("sales_per_customer_increase", "2026-03").Value!.Value.ShouldBe(50, 1e-9);
        story.Value("sales_per_customer_increase", "2026-02").NoValueReason.ShouldBe("DENOMINATOR_ZERO");
        story.Value("sales_per_customer_increase", "2026-04").NoValueReason.ShouldBe("DENOMINATOR_ZERO");
    }

    [Fact]
    public void CrossAndUpSelling_AreOfBuyersWhoHadOrderedBefore()
    {
        var story = new TenantStory()
            .Add("a", "2026-02-10", Order(("books", "car", 1)))
            .Add("a", "2026-03-10", Order(("toys", "car", 2))) // both
            .Add("b", "2026-02-10", Order(("books", "car", 3)))
            .Add("b", "2026-03-10", Order(("books", "bike", 5))) // no new category; a new family is no step up
            .Add("c", "2026-03-10", Order(("books", "car", 1)))
            .Add("c", "2026-03-11", Order(("toys", "car", 2))); // new in March
        story.Value("cross_sell_rate", "2026-03").Value.ShouldBe(50);
        story.Value("upsell_rate", "2026-03").Value.ShouldBe(50);
        story.Value("cross_sell_rate", "2026-03-11").Value.ShouldBe(100); // c alone, existing on that day
        story.Value("upsell_rate", "2026-03-11").Value.ShouldBe(100);
        story.Value("cross_sell_rate", "2026-02").NoValueReason.ShouldBe("DENOMINATOR_ZERO");
        story.Value("upsell_rate", "2026-02").NoValueReason.ShouldBe("DENOMINATOR_ZERO");

        static Purchase Order((string Category, string Family, int Tier) line) =>
            new() { OrderId = "o", Lines = [new OrderLine { Category = line.Category, Family = line.Family, Tier = line.Tier }] };
    }

    [Fact]
    public void ClvSimple_MultipliesItsThreeFactors()
    {
        // Lapse 30. S of March: a, b, c, d. a orders twice in March, b once; c and d are lost: churn 50 % in 31 days.
        var story = new TenantStory(new TenantSettings { LapseDays = 30 })
            .Bought("a", "2026-02-20").Bought("b", "2026-02-20").Bought("c", "2026-02-20").Bought("d", "2026-02-20")
            .Bought("a", "2026-03-10", 20_000).Bought("a", "2026-03-20", 10_000).Bought("b", "2026-03-15", 30_000);
        var churn = 0.5 * 365.25 / 31;
        var value = story.Value("clv_simple", "2026-03");
        value.Value!.Value.ShouldBe(600.0 / 3 * (3.0 / 2 * 365.25 / 31) * (1 / churn), 1e-9);
        value.Unit.ShouldBe("EUR");
        value.Components.Single(part => part.Id == "annual_churn").Value.ShouldBe(100 * churn, 1e-9);
        value.Components.Single(part => part.Id == "lifespan_is_capped").Value.ShouldBe(0);

        // No churn: five years.
        var loyal = new TenantStory().Bought("a", "2026-02-20").Bought("a", "2026-03-10", 20_000);
        loyal.Value("clv_simple", "2026-03").Value!.Value.ShouldBe(200 * (365.25 / 31) * 5, 1e-9);
        loyal.Value("clv_simple", "2026-03").Components.Single(part => part.Id == "lifespan_is_capped").Value.ShouldBe(1);
        loyal.Value("clv_simple", "2026-03").Components.Single(part => part.Id == "horizon_years").Value.ShouldBe(5);

        // A horizon of 12 years, as the answer says; the one of above lives shorter than either.
        var patient = new TenantStory(new TenantSettings { ClvHorizonYears = 12 }).Bought("a", "2026-02-20").Bought("a", "2026-03-10", 20_000);
        patient.Value("clv_simple", "2026-03").Value!.Value.ShouldBe(200 * (365.25 / 31) * 12, 1e-9);
        patient.Value("clv_simple", "2026-03").Components.Single(part => part.Id == "horizon_years").Value.ShouldBe(12);
        loyal.Value("clv_simple", "2026-04").NoValueReason.ShouldBe("DENOMINATOR_ZERO");
    }

    [Fact]
    public void CustomerLifespan_IsOfLapsedCustomersWithTheOthersBeside()
    {
        // a: 1 Jan to 31 Jan (30 days), b: one day, c stays.
        var story = new TenantStory(new TenantSettings { LapseDays = 30 })
            .Bought("a", "2026-01-01").Bought("a", "2026-01-31").Bought("b", "2026-01-10").Bought("c", "2026-02-25");
        var value = story.Value("customer_lifespan", "2026-03", asOf: "2026-03-10");
        value.Value!.Value.ShouldBe(30 / 2.0 / 365.25, 1e-12);
        value.SampleSize.ShouldBe(2);
        value.Components.ShouldBe([new("censored", 1)]);
        story.Value("customer_lifespan", "2026-01").NoValueReason.ShouldBe("DENOMINATOR_ZERO");

        // a comes back, on 20 March: it has lapsed by February and not by March.
        story.Bought("a", "2026-03-20").Value("customer_lifespan", "2026-03").Value.ShouldBe(0.0);
    }

    [Fact]
    public void ReturningCustomerGrowth_ComparesTwoHalfYears()
    {
        // To 30 June: a and b, with orders before January. To 31 December: c, with an order before July.
        var story = new TenantStory()
            .Bought("a", "2025-03-10").Bought("a", "2026-02-10")
            .Bought("b", "2025-05-10").Bought("b", "2026-03-10").Bought("b", "2026-06-10")
            .Bought("c", "2025-03-10").Bought("c", "2025-10-10")
            .Bought("d", "2026-02-10").Bought("d", "2026-04-10");
        story.Value("returning_customer_growth", "2026-06").Value.ShouldBe(100);
        story.Value("returning_customer_growth", "2025-12").NoValueReason.ShouldBe("DENOMINATOR_ZERO");
    }

    [Fact]
    public void ReferralAndPromotion_AreOfAcquiredCustomers()
    {
        var story = new TenantStory()
            .Add("a", "2026-03-01", new CustomerRegistered { Referrer = "z" }).Bought("a", "2026-03-02")
            .Bought("b", "2026-03-02").Add("b", "2026-04-02", new CustomerRegistered { Referrer = "z" })
            .Add("c", "2026-03-03", new Purchase { OrderId = "1", PromotionIds = ["p"] }).Bought("c", "2026-03-04")
            .Add("d", "2026-03-03", new SubscriptionStarted { Subscription = "s", Interval = BillingInterval.Month, EffectiveAt = new TenantStory().At("2026-03-03") })
            .Add("d", "2026-05-03", new Purchase { OrderId = "2", PromotionIds = ["p"] });
        story.Value("referral_share", "2026-03").Value.ShouldBe(50);
        story.Value("new_via_promotion", "2026-03").Value.ShouldBe(50);
        story.Value("referral_share", "2026-05").NoValueReason.ShouldBe("DENOMINATOR_ZERO");
        story.Value("new_via_promotion", "2026-05").NoValueReason.ShouldBe("DENOMINATOR_ZERO");
    }
}
