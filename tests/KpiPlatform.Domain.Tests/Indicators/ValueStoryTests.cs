using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Tenants;

namespace KpiPlatform.Domain.Tests.Indicators;

/// <summary>What is earned and spent on customers, and what ties them, from interactions to the number.</summary>
public sealed class ValueStoryTests
{
    private static readonly TenantSettings Rated = new()
    {
        LapseDays = 30,
        ServiceRates =
        [
            new(ServiceRateUnit.ContactMinute, LocalDay.Parse("2026-01-01", "day"), 100),
            new(ServiceRateUnit.ContactMinute, LocalDay.Parse("2026-03-15", "day"), 200),
            new(ServiceRateUnit.Ticket, LocalDay.Parse("2026-01-01", "day"), 1_500),
        ],
    };

    [Fact]
    public void RevenueByOrderDate_RestatesRefunds()
    {
        var story = new TenantStory()
            .Add("a", "2026-03-10", new Purchase { OrderId = "1", AmountMinor = 10_000, DiscountMinor = 1_000 })
            .Add("a", "2026-04-10", new Refund { OrderId = "1", AmountMinor = 4_000 })
            .Add("a", "2026-04-11", new Refund { OrderId = "unknown", AmountMinor = 500 })
            .Add("b", "2026-04-01", new Refund { OrderId = "2", AmountMinor = 300 })
            .Add("b", "2026-04-05", new Purchase { OrderId = "2", AmountMinor = 2_000 });
        story.Value("revenue_by_order_date", "2026-03").Value.ShouldBe(90 - 40);
        story.Value("revenue_by_order_date", "2026-04").Value.ShouldBe(20 - 3 - 5);
        story.Value("revenue", "2026-03").Value.ShouldBe(90);
        story.Value("revenue_by_order_date", "2026-05").Value.ShouldBe(0);
    }

    [Fact]
    public void SalesByChannel_HasDeclaredChannelsAndTheRest()
    {
        var settings = new TenantSettings { Dimensions = [new("where", "channel", ["web", "store"])] };
        var story = new TenantStory(settings)
            .Add("a", "2026-03-10", new Purchase { OrderId = "1", AmountMinor = 10_000 }, channel: "web")
            .Add("a", "2026-03-11", new Purchase { OrderId = "2", AmountMinor = 2_000 }, channel: "phone")
            .Add("b", "2026-03-12", new Purchase { OrderId = "3", AmountMinor = 5_000 }, channel: "web")
            .Add("b", "2026-03-13", new Refund { AmountMinor = 1_000 }, channel: "web");
        var value = story.Value("sales_by_channel", "2026-03");
        value.Value.ShouldBe(160);
        value.Components.ShouldBe([new("web", 140), new("store", 0), new("other", 20)]);
        new TenantStory().Bought("a", "2026-03-10").Value("sales_by_channel", "2026-03").Components.ShouldBe([new("other", 100)]);
    }

    [Fact]
    public void Margins_OfGoodsAndOfService()
    {
        // Revenue 300 - 20, cost of goods 120. To serve: 10 + 30 min at 1.00 + 10 min at 2.00 + a ticket 15 = 75.
        var story = new TenantStory(Rated)
            .Add("a", "2026-03-10", new Purchase { OrderId = "1", AmountMinor = 30_000, CostMinor = 12_000 })
            .Add("a", "2026-03-11", new Refund { AmountMinor = 2_000 })
            .Add("a", "2026-03-12", new CustomerCost { AmountMinor = 1_000 })
            .Add("a", "2026-03-12", new ContactTime { Duration = TimeSpan.FromMinutes(30) })
            .Add("a", "2026-03-15 08:00", new ContactTime { Duration = TimeSpan.FromMinutes(10) })
            .Add("a", "2026-03-16", new TicketOpened { Ticket = "t" });
        story.Value("gross_margin", "2026-03").Value!.Value.ShouldBe(100.0 * (280 - 120) / 280, 1e-9);
        story.Value("gross_margin", "2026-03").Denominator.ShouldBe(280);
        story.Value("cost_revenue_ratio", "2026-03").Value!.Value.ShouldBe(75.0 / 280, 1e-12);
        story.Value("profit_per_customer", "2026-03").Value.ShouldBe(280 - 120 - 75);
        story.Value("gross_margin", "2026-05").NoValueReason.ShouldBe("DENOMINATOR_ZERO");
        story.Value("cost_revenue_ratio", "2026-05").NoValueReason.ShouldBe("DENOMINATOR_ZERO");
        story.Value("profit_per_customer", "2026-05").NoValueReason.ShouldBe("DENOMINATOR_ZERO");
    }

    [Fact]
    public void ProfitPerCustomer_IsOfThoseInTheBaseAtTheEnd()
    {
        // Quarter: a's 100 of January have left the base by the end of March; b and c are in it.
        var story = new TenantStory(Rated).Bought("a", "2026-01-10").Bought("b", "2026-01-10", 5_000).Bought("b", "2026-03-10", 7_000).Bought("c", "2026-03-20", 1_000);
        story.Value("profit_per_customer", "2026-Q1").Value.ShouldBe((50 + 70 + 10) / 2.0);
        story.Value("profit_per_customer", "2026-Q1", asOf: "2026-01-31").Value.ShouldBe((100 + 50) / 2.0);

        // a returns on the last day, with nothing: its 100 count again.
        story.Bought("a", "2026-03-31", 0).Value("profit_per_customer", "2026-Q1").Value.ShouldBe((50 + 70 + 10 + 100) / 3.0);
    }

    [Fact]
    public void UnprofitableCustomers_LooksBackAYear()
    {
        // a: 100 of goods that cost 120; b: 100 less 90 to serve; c paid nothing and is no payer.
        var story = new TenantStory(Rated)
            .Add("a", "2026-03-10", new Purchase { OrderId = "1", AmountMinor = 10_000, CostMinor = 12_000 })
            .Bought("b", "2026-03-10").Add("b", "2026-03-11", new ContactTime { Duration = TimeSpan.FromMinutes(90) })
            .Add("c", "2026-03-11", new CustomerCost { AmountMinor = 1_000 });
        story.Value("unprofitable_customers", "2026-03").Value.ShouldBe(50);
        story.Value("unprofitable_customers", "2027-02").Value.ShouldBe(50);
        story.Value("unprofitable_customers", "2027-03-09").Value.ShouldBe(50); // the 365 days up to the 9th begin with 10 March
        story.Value("unprofitable_customers", "2027-03-10").NoValueReason.ShouldBe("DENOMINATOR_ZERO");
        story.Add("b", "2026-04-20", new TicketOpened { Ticket = "t" }).Value("unprofitable_customers", "2026-04").Value.ShouldBe(100); // 100 - 90 - 15
    }

    [Fact]
    public void SustainablePurchaseShare_IsOfLineTotals()
    {
        var story = new TenantStory().Add("a", "2026-03-10", new Purchase
        {
            OrderId = "1",
            AmountMinor = 10_000,
            Lines = [new OrderLine { TotalMinor = 2_500, Tags = ["Sustainable", "new"] }, new OrderLine { TotalMinor = 7_500 }],
        });
        story.Value("sustainable_purchase_share", "2026-03").Value.ShouldBe(25);
        story.Value("sustainable_purchase_share", "2026-04").NoValueReason.ShouldBe("DENOMINATOR_ZERO");
    }

    [Fact]
    public void SharesOfTheBase_CountOnlyWhoIsInIt()
    {
        // The base at the end of March: a and b. c acts as well, and has left.
        var story = new TenantStory(Rated).Bought("a", "2026-03-10").Bought("b", "2026-03-20").Bought("c", "2026-01-02");
        foreach (var customer in (string[])["a", "c"])
        {
            story.Add(customer, "2026-03-05", new Visit { Session = customer, Place = VisitPlace.Online })
                .Add(customer, "2026-03-06", new PromotionRedeemed { Promotion = "p" })
                .Add(customer, "2026-02-01", new LoyaltyJoined());
        }

        story.Add("b", "2026-02-01", new LoyaltyJoined()).Add("b", "2026-03-30", new LoyaltyLeft());
        story.Add("b", "2026-03-30", new Visit { Session = "s", Place = VisitPlace.Store });
        foreach (var id in (string[])["online_engagement", "used_a_promotion", "loyalty_participation"])
        {
            story.Value(id, "2026-03").Value.ShouldBe(50, id);
            story.Value(id, "2026-05").NoValueReason.ShouldBe("DENOMINATOR_ZERO", id);
        }

        story.Value("loyalty_participation", "2026-03", asOf: "2026-03-25").Value.ShouldBe(100);
        story.Value("used_a_promotion", "2026-03", asOf: "2026-03-07").NoValueReason.ShouldBe("DENOMINATOR_ZERO"); // nobody is in the base yet
        story.Value("used_a_promotion", "2026-04", asOf: "2026-04-02").Value.ShouldBe(0);
    }

    [Fact]
    public void PointsOutstanding_IsAStock()
    {
        var story = new TenantStory()
            .Add("a", "2026-02-10", new LoyaltyPointsEarned { Points = 100 })
            .Add("a", "2026-03-10", new LoyaltyPointsRedeemed { Points = 30 })
            .Add("b", "2026-03-20", new LoyaltyPointsEarned { Points = 5 });
        story.Value("points_outstanding", "2026-02").Value.ShouldBe(100);
        story.Value("points_outstanding", "2026-03").Value.ShouldBe(75);
        story.Value("points_outstanding", "2026-03-10").Value.ShouldBe(70);
        story.Value("points_outstanding", "2026-01").Value.ShouldBe(0);
    }

    [Fact]
    public void LoyaltyIndex_IsTheMeanOfWhatHasAValue()
    {
        // Repeat in March: a of a, b: 50. Retention: a, b of a, b, c: 66.67. Promoters: none asked, then 1 of 4.
        var story = new TenantStory(new TenantSettings { LapseDays = 30, Surveys = [new("nps", SurveyType.Nps, 0, 10, 9, Reversed: false)] })
            .Bought("a", "2026-02-20").Bought("b", "2026-02-20").Bought("c", "2026-02-20")
            .Bought("a", "2026-03-10").Bought("a", "2026-03-11").Bought("b", "2026-03-10");
        story.Value("loyalty_index", "2026-03").Value!.Value.ShouldBe((50 + (200.0 / 3)) / 2, 1e-9);
        foreach (var (answer, contact) in ((double, string)[])[(9, "w"), (7, "x"), (3, "y"), (8, "z")])
            story.Add("a", "2026-03-20", new SurveyAnswered { Survey = "nps", Value = answer }, contact: contact);
        story.Value("loyalty_index", "2026-03").Value!.Value.ShouldBe((50 + (200.0 / 3) + 25) / 3, 1e-9);
        story.Value("loyalty_index", "2025-03").NoValueReason.ShouldBe("DENOMINATOR_ZERO");
    }
}
