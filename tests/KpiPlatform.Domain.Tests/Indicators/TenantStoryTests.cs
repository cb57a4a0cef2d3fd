using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Segments;
using KpiPlatform.Domain.Statistics;
using KpiPlatform.Domain.Tenants;

namespace KpiPlatform.Domain.Tests.Indicators;

/// <summary>What the tenant spends, observes, reaches and runs, from interactions to the number.</summary>
public sealed class TenantStoryTests
{
    /// <summary>The customer of facts of the tenant itself.</summary>
    private const string Tenant = "";

    [Fact]
    public void MarketingInvestment_SpreadsSpendingEvenlyWithTheRemainderLast()
    {
        // 100.00 over 3 days from 30 March: 33.33, 33.33 and, on 1 April, 33.34; and 5 on one day.
        var story = new TenantStory()
            .Add(Tenant, "2026-01-01", Spend(SpendCategory.Marketing, 10_000, "2026-03-30 00:00", "2026-04-02 00:00"))
            .Add(Tenant, "2026-01-01", Spend(SpendCategory.Marketing, 500, "2026-03-02 08:00", "2026-03-02 20:00"))
            .Add(Tenant, "2026-01-01", Spend(SpendCategory.Sales, 700, "2026-03-02 08:00", "2026-03-02 20:00"));
        story.Value("marketing_investment", "2026-03").Value.ShouldBe(33.33 + 33.33 + 5);
        story.Value("marketing_investment", "2026-04").Value.ShouldBe(33.34);
        story.Value("marketing_investment", "2026").Value.ShouldBe(105);
        story.Value("marketing_investment", "2026-03", asOf: "2026-03-30").Value.ShouldBe(38.33);
        story.Value("marketing_investment", "2026-03-31/2026-04-02").Value.ShouldBe(66.67);
        story.Value("marketing_investment", "2026-05").Value.ShouldBe(0);
        new TenantStory().Value("marketing_investment", "2026-03").Value.ShouldBe(0);
    }

    [Fact]
    public void CustomerAcquisitionCost_AlsoByMedium()
    {
        var settings = new TenantSettings { Dimensions = [new("medium", "attribute:medium", ["tv", "web"])] };
        var story = new TenantStory(settings)
            .Add(Tenant, "2026-03-01", Spend(SpendCategory.Marketing, 9_000, "2026-03-01 00:00", "2026-04-01 00:00") with { Medium = "tv" })
            .Add(Tenant, "2026-03-01", Spend(SpendCategory.Sales, 3_000, "2026-03-01 00:00", "2026-04-01 00:00") with { Medium = "web" })
            .Add(Tenant, "2026-03-01", Spend(SpendCategory.Service, 99_000, "2026-03-01 00:00", "2026-04-01 00:00"))
            .Add("a", "2026-03-02", new CustomerRegistered { Medium = "tv" }).Bought("a", "2026-03-03")
            .Add("b", "2026-03-02", new CustomerRegistered { Medium = "web" }).Bought("b", "2026-03-03")
            .Add("c", "2026-03-02", new CustomerRegistered { Medium = "web" }).Bought("c", "2026-03-04");
        story.Value("customer_acquisition_cost", "2026-03").Value.ShouldBe(120.0 / 3);
        story.Value("customer_acquisition_cost", "2026-03", dimension: DimensionValue.Of(0, 1)).Value.ShouldBe(90);
        story.Value("customer_acquisition_cost", "2026-03", dimension: DimensionValue.Of(0, 2)).Value.ShouldBe(30.0 / 2);
        story.Value("customer_acquisition_cost", "2026-05").NoValueReason.ShouldBe("DENOMINATOR_ZERO");
    }

    [Fact]
    public void RetainVsAcquireCost_ComparesPerCustomer()
    {
        // 40 to retain 2 = 20; 30 to acquire 1 = 30.
        var story = new TenantStory()
            .Add(Tenant, "2026-03-01", Spend(SpendCategory.Retention, 4_000, "2026-03-01 00:00", "2026-04-01 00:00"))
            .Add(Tenant, "2026-03-01", Spend(SpendCategory.Marketing, 3_000, "2026-03-01 00:00", "2026-04-01 00:00"))
            .Bought("a", "2026-02-10").Bought("b", "2026-02-10").Bought("c", "2026-03-10");
        story.Value("retain_vs_acquire_cost", "2026-03").Value!.Value.ShouldBe(20.0 / 30, 1e-12);
        story.Value("retain_vs_acquire_cost", "2026-04").NoValueReason.ShouldBe("DENOMINATOR_ZERO");
    }

    [Fact]
    public void CostPerContact_IsServiceSpendingPerContact()
    {
        var story = new TenantStory()
            .Add(Tenant, "2026-03-01", Spend(SpendCategory.Service, 10_000, "2026-03-01 00:00", "2026-04-01 00:00"))
            .Add("a", "2026-03-02", new TicketOpened { Ticket = "1" })
            .Add("a", "2026-03-02", new Call { CallId = "1", Outcome = CallOutcome.Contained })
            .Add("a", "2026-03-02", new ContactTime { Duration = TimeSpan.FromMinutes(1), CallId = "1" })
            .Add("b", "2026-03-02", new ContactTime { Duration = TimeSpan.FromMinutes(1) });
        story.Value("cost_per_contact", "2026-03").Value!.Value.ShouldBe(100.0 / 3, 1e-12);
        story.Value("cost_per_contact", "2026-05").NoValueReason.ShouldBe("DENOMINATOR_ZERO");
    }

    [Theory]
    [InlineData("techniques_utilized")]
    [InlineData("study_duration")]
    [InlineData("staff_fraction")]
    [InlineData("best_practices_ratio")]
    public void ObservedStocks_AreTheLatestInOrBeforeThePeriod(string id)
    {
        var story = new TenantStory()
            .Add(Tenant, "2026-03-05", new Observation { Indicator = id, Value = 12.5 })
            .Add(Tenant, "2026-03-20", new Observation { Indicator = id, Value = 10 })
            .Add(Tenant, "2026-03-20", new Observation { Indicator = "something else", Value = 99 });
        story.Value(id, "2026-02").NoValueReason.ShouldBe("NOT_OBSERVED");
        story.Value(id, "2026-03", asOf: "2026-03-10").Value.ShouldBe(12.5);
        story.Value(id, "2026-03").Value.ShouldBe(10);
        story.Value(id, "2026-05").Value.ShouldBe(10);
        story.Value(id, "2026-05").ObservedDay.ShouldBe(LocalDay.Parse("2026-03-20", "day"));
    }

    [Fact]
    public void ObservedFlows_AddUp()
    {
        var story = new TenantStory()
            .Add(Tenant, "2026-03-05", new Observation { Indicator = "niche_markets_found", Value = 2 })
            .Add(Tenant, "2026-03-20", new Observation { Indicator = "niche_markets_found", Value = 3 });
        story.Value("niche_markets_found", "2026-02").NoValueReason.ShouldBe("NOT_OBSERVED");
        story.Value("niche_markets_found", "2026-03").Value.ShouldBe(5);
        story.Value("niche_markets_found", "2026-04").Value.ShouldBe(0);
    }

    [Fact]
    public void NewAcquisitionsPerSalesperson_DividesByPeopleAndMonths()
    {
        // Three acquired in the quarter; x and y are named.
        var story = new TenantStory()
            .Add("a", "2026-01-02", new CustomerRegistered { Salesperson = "x" }).Bought("a", "2026-01-03")
            .Add("b", "2026-02-03", new Purchase { OrderId = "1", Salesperson = "y" })
            .Add("c", "2026-03-03", new Purchase { OrderId = "2", Salesperson = "x" });
        story.Value("new_acquisitions_per_salesperson", "2026-Q1").Value!.Value.ShouldBe(3.0 / 2 / 3, 1e-12);
        story.Value("new_acquisitions_per_salesperson", "2026-01").Value.ShouldBe(1);
        story.Value("new_acquisitions_per_salesperson", "2026-05").NoValueReason.ShouldBe("DENOMINATOR_ZERO");

        // An observation of five knows better.
        story.Add(Tenant, "2026-01-01", new Observation { Indicator = "salespeople", Value = 5 });
        story.Value("new_acquisitions_per_salesperson", "2026-Q1").Value!.Value.ShouldBe(3.0 / 5 / 3, 1e-12);
        story.Value("new_acquisitions_per_salesperson", "2026-05").Value.ShouldBe(0);
    }

    [Fact]
    public void AreasCovered_AreDeclaredRegionsOfTheBase()
    {
        var settings = new TenantSettings { LapseDays = 30, Dimensions = [new("region", "attribute:area", ["north", "south", "west"])] };
        var story = new TenantStory(settings)
            .Add("a", "2026-03-01", Area("north")).Bought("a", "2026-03-02")
            .Add("b", "2026-03-01", Area("south")).Bought("b", "2026-03-02")
            .Add("c", "2026-03-01", Area("elsewhere")).Bought("c", "2026-03-02")
            .Add("d", "2026-03-01", Area("west"));
        story.Value("areas_covered", "2026-03").Value.ShouldBe(2);
        story.Value("areas_covered", "2026-04").Value.ShouldBe(0);
        story.Add("b", "2026-03-20", Area("north")).Value("areas_covered", "2026-03").Value.ShouldBe(1);
        story.Value("areas_covered", "2026-03", asOf: "2026-03-10").Value.ShouldBe(2);
        new TenantStory().Value("areas_covered", "2026-03").NoValueReason.ShouldBe("NOT_DECLARED");

        static ProfileUpdated Area(string area) => new() { Attributes = [new("area", area)] };
    }

    [Fact]
    public void TargetCustomers_AreOfTheBase()
    {
        var settings = new TenantSettings { TargetSegment = new("plan", ["gold", "platinum"]) };
        var story = new TenantStory(settings)
            .Add("a", "2026-03-01", Plan("gold")).Bought("a", "2026-03-02")
            .Add("b", "2026-03-01", Plan("silver")).Bought("b", "2026-03-02").Add("b", "2026-03-20", Plan("platinum"))
            .Bought("c", "2026-03-02").Bought("d", "2026-03-02")
            .Add("e", "2026-03-01", Plan("gold"));
        story.Value("target_customers", "2026-03").Value.ShouldBe(50);
        story.Value("target_customers", "2026-03", asOf: "2026-03-10").Value.ShouldBe(25);
        story.Value("target_customers", "2026-02").NoValueReason.ShouldBe("DENOMINATOR_ZERO");
        new TenantStory().Value("target_customers", "2026-03").NoValueReason.ShouldBe("NOT_DECLARED");

        static CustomerRegistered Plan(string plan) => new() { Attributes = [new("plan", plan)] };
    }

    [Fact]
    public void TechnologicalSolutionsUsed_AreDistinctSources()
    {
        var story = new TenantStory()
            .Add("a", "2026-03-02", new Complaint(), source: "crm").Add("b", "2026-03-02", new Complaint(), source: "crm")
            .Add("b", "2026-03-03", new Complaint(), source: "shop").Add("b", "2026-04-03", new Complaint(), source: "app");
        story.Value("technological_solutions_used", "2026-03").Value.ShouldBe(2);
        story.Value("technological_solutions_used", "2026").Value.ShouldBe(3);
        story.Value("technological_solutions_used", "2026-02").Value.ShouldBe(0);
    }

    [Fact]
    public void DatabaseAlignment_ComparesTheLatestRecordOfEachSystem()
    {
        var story = new TenantStory()
            .Add("a", "2026-03-02", Record("crm", "1")).Add("a", "2026-03-03", Record("shop", "2"))
            .Add("b", "2026-03-02", Record("crm", "7")).Add("b", "2026-03-03", Record("shop", "7"))
            .Add("c", "2026-03-02", Record("crm", "7"));
        story.Value("database_alignment", "2026-03").Value.ShouldBe(50);
        story.Add("a", "2026-03-10", Record("crm", "2")).Value("database_alignment", "2026-03").Value.ShouldBe(100);
        story.Value("database_alignment", "2026-03", asOf: "2026-03-05").Value.ShouldBe(50);
        story.Value("database_alignment", "2026-02").NoValueReason.ShouldBe("DENOMINATOR_ZERO");

        static SourceRecord Record(string system, string digest) => new() { System = system, ExternalId = "x", Digest = digest };
    }

    [Fact]
    public void PersonalizationEffect_IsTheDifferenceOfConversions()
    {
        // Treated: 2 of 4 order after it; control: 1 of 4. An order before does not count, a second assignment neither.
        var story = new TenantStory();
        foreach (var (customer, arm, ordered) in ((string, string, bool)[])
            [("a", "b", true), ("b", "c", true), ("c", "b", false), ("d", "b", false), ("e", "Control", true), ("f", "control", false), ("g", "control", false), ("h", "control", false)])
        {
            story.Bought(customer, "2026-03-01").Add(customer, "2026-03-02", new ExperimentAssigned { Experiment = "x", Arm = arm });
            story.Add(customer, "2026-03-05", new ExperimentAssigned { Experiment = "x", Arm = "control" });
            if (ordered)
                story.Bought(customer, "2026-04-05").Bought(customer, "2026-04-06");
        }

        var value = story.Value("personalization_effect", "2026-03");
        value.Value.ShouldBe(50 - 25);
        value.SampleSize.ShouldBe(8);
        value.Interval!.Method.ShouldBe("newcombe");
        story.Value("personalization_effect", "2026-04").NoValueReason.ShouldBe("DENOMINATOR_ZERO");
    }

    /// <summary>Newcombe's example (a) of 1998: 56/70 − 48/80, method 10: 0.0524 to 0.3339.</summary>
    [Fact]
    public void NewcombeInterval_OfItsExample_IsThePublishedOne()
    {
        var interval = NewcombeInterval.Of(56, 70, 48, 80, 1);
        interval.Lower.ShouldBe(0.0524, 0.00005);
        interval.Upper.ShouldBe(0.3339, 0.00005);
    }

    [Fact]
    public void JourneyDropOff_IsOfMaturedEntrants()
    {
        var settings = new TenantSettings { Journeys = [new("buy", ["look", "basket", "pay"], 7)] };
        var story = new TenantStory(settings)
            .Add("a", "2026-03-02", Step("look")).Add("a", "2026-03-09", Step("basket")).Add("a", "2026-03-20", Step("pay")) // in time, late
            .Add("b", "2026-03-02", Step("look")).Add("b", "2026-03-02", Step("look", "2")).Add("b", "2026-03-03", Step("basket", "2"))
            .Add("c", "2026-03-30", Step("look"));

        // As of 8 April, c's window of 30 March (to 6 April) is over, too: look 2 of 4 dropped, basket 2 of 2.
        var value = story.Value("journey_drop_off", "2026-03", asOf: "2026-04-08");
        value.Components.ShouldBe([new("buy/look", 50), new("buy/basket", 100)]);
        value.Value!.Value.ShouldBe(100.0 * 4 / 6, 1e-12);
        story.Value("journey_drop_off", "2026-03", asOf: "2026-03-31").Components[0].ShouldBe(new("buy/look", 100.0 / 3));
        story.Value("journey_drop_off", "2026-03", asOf: "2026-03-09").NoValueReason.ShouldBe("DENOMINATOR_ZERO");
        new TenantStory().Value("journey_drop_off", "2026-03").NoValueReason.ShouldBe("NOT_DECLARED");

        static JourneyStep Step(string step, string instance = "") => new() { Journey = "buy", Step = step, Instance = instance };
    }

    [Fact]
    public void NetRevenueRetention_IsByCustomerAndMonthly()
    {
        // Start of March: a 10, b 120/12 = 10, c 30, d 5 (two subscriptions of 15/3 and 0). a grows to 25, b leaves, c falls to 20, e is new.
        var story = new TenantStory()
            .Add("a", "2026-01-02", Started("1", 1_000, BillingInterval.Month, "2026-01-02")).Add("a", "2026-02-20", Changed("1", 2_500, "2026-03-10"))
            .Add("b", "2026-01-02", Started("1", 12_000, BillingInterval.Year, "2026-01-02")).Add("b", "2026-03-02", Ended("1", "2026-03-20"))
            .Add("c", "2026-01-02", Started("1", 3_000, BillingInterval.Month, "2026-01-02")).Add("c", "2026-03-15", Changed("1", 2_000, "2026-03-15"))
            .Add("d", "2026-01-02", Started("1", 1_500, BillingInterval.Quarter, "2026-01-02")).Add("d", "2026-01-02", Started("2", 0, BillingInterval.Month, "2026-01-02"))
            .Add("e", "2026-03-05", Started("1", 9_900, BillingInterval.Month, "2026-03-05"));
        var value = story.Value("net_revenue_retention", "2026-03");
        value.Value!.Value.ShouldBe(100.0 * (25 + 0 + 20 + 5) / (10 + 10 + 30 + 5), 1e-9);
        value.Components.ShouldBe([new("start", 55), new("expansion", 15), new("contraction", 10), new("churned", 10)]);
        story.Value("net_revenue_retention", "2026-03", asOf: "2026-03-12").Value!.Value.ShouldBe(100.0 * (25 + 10 + 30 + 5) / 55, 1e-9);
        story.Value("net_revenue_retention", "2025-12").NoValueReason.ShouldBe("DENOMINATOR_ZERO");

        // A week is 365.25/84 months.
        var weekly = new TenantStory().Add("a", "2026-01-02", Started("1", 8_400, BillingInterval.Week, "2026-01-02"));
        weekly.Value("net_revenue_retention", "2026-03").Components[0].Value.ShouldBe(365.25, 1e-9);

        SubscriptionStarted Started(string id, long minor, BillingInterval interval, string at) => new() { Subscription = id, RecurringMinor = minor, Interval = interval, EffectiveAt = new TenantStory().At(at) };
        SubscriptionChanged Changed(string id, long minor, string at) => new() { Subscription = id, RecurringMinor = minor, Interval = BillingInterval.Month, EffectiveAt = new TenantStory().At(at) };
        SubscriptionCancelled Ended(string id, string at) => new() { Subscription = id, EffectiveAt = new TenantStory().At(at) };
    }

    [Fact]
    public void PricePremiumAccepted_IsWeightedByTheQuantityOfMembers()
    {
        // x: members 3 at 12, others 2 at 10. y: members 1 at 20 less 10 %, others 1 at 20. z: members only.
        var story = new TenantStory(new TenantSettings { PremiumProgramme = "gold" })
            .Add("m", "2026-01-01", new LoyaltyJoined { Programme = "gold" })
            .Add("m", "2026-03-02", Order(0, ("x", 3, 3_600)))
            .Add("m", "2026-03-03", Order(200, ("y", 1, 2_000)))
            .Add("m", "2026-03-04", Order(0, ("z", 1, 5_000)))
            .Add("o", "2026-03-02", Order(0, ("x", 2, 2_000), ("y", 1, 2_000)))
            .Add("p", "2026-01-01", new LoyaltyJoined { Programme = "silver" });
        story.Value("price_premium_accepted", "2026-03").Value!.Value.ShouldBe(100 * (((36 + 18) / (30.0 + 20)) - 1), 1e-9);
        story.Value("price_premium_accepted", "2026-04").NoValueReason.ShouldBe("DENOMINATOR_ZERO");
        new TenantStory().Value("price_premium_accepted", "2026-03").NoValueReason.ShouldBe("NOT_DECLARED");

        static Purchase Order(long discount, params (string Product, int Quantity, long Total)[] lines) => new()
        {
            OrderId = "o",
            AmountMinor = lines.Sum(line => line.Total),
            DiscountMinor = discount,
            Lines = [.. lines.Select(line => new OrderLine { Product = line.Product, Quantity = line.Quantity, TotalMinor = line.Total })],
        };
    }

    [Fact]
    public void CustomerPerformanceIndicator_IsTheMeanOfItsParts()
    {
        // Base at any time in March: 4. Retention 3 of 4 (lapse 30). One complaint: 25 per 100 -> 0. CSAT 1 of 2. Nobody unprofitable.
        var settings = new TenantSettings { LapseDays = 30, Surveys = [new("csat", SurveyType.Csat, 1, 5, 4, Reversed: false)] };
        var story = new TenantStory(settings);
        foreach (var customer in (string[])["a", "b", "c"])
            story.Bought(customer, "2026-02-20").Bought(customer, "2026-03-10");
        story.Bought("d", "2026-02-20")
            .Add("a", "2026-03-11", new Complaint())
            .Add("a", "2026-03-12", new SurveyAnswered { Survey = "csat", Value = 5 })
            .Add("b", "2026-03-12", new SurveyAnswered { Survey = "csat", Value = 1 });
        var value = story.Value("customer_performance_indicator", "2026-03");
        value.Components.ShouldBe([new("satisfaction", 50), new("retention", 75), new("complaints", 0), new("value", 100)]);
        value.Value.ShouldBe((50 + 75 + 0 + 100) / 4.0);
        story.Value("customer_performance_indicator", "2024-03").NoValueReason.ShouldBe("DENOMINATOR_ZERO");
    }

    [Fact]
    public void CustomerPerformanceIndicator_WithWeights_IsTheWeightedMean()
    {
        // Satisfaction 1 of 2 = 50 weighs 60, complaints 0 of a base of 2 = 100 weighs 40; what the settings leave out weighs nothing.
        var settings = new TenantSettings
        {
            Surveys = [new("csat", SurveyType.Csat, 1, 5, 4, Reversed: false)],
            Performance = new() { Parts = [new(PerformancePart.Satisfaction, 60, 1, 5), new(PerformancePart.Complaints, 40, 5, 0)] },
        };
        var story = new TenantStory(settings).Bought("a", "2026-02-20").Bought("b", "2026-03-10")
            .Add("a", "2026-03-12", new SurveyAnswered { Survey = "csat", Value = 5 })
            .Add("b", "2026-03-12", new SurveyAnswered { Survey = "csat", Value = 1 });
        story.Value("customer_performance_indicator", "2026-03").Value.ShouldBe(((60 * 50) + (40 * 100)) / 100.0);
    }

    [Fact]
    public void CustomerCpiMean_IsTheMeanOfEachCustomersOwn()
    {
        // As of the last instant of March; lapse 90 days; all parts weigh 20.
        // a: CSAT 4 on 1-5 = 75; NPS 9 on 0-10 = 90; last order 13 March, 18 days before the 31st: 100 x (1 - 18/90) = 80;
        //    1 complaint of 5-0: 80; margin 300 + 200 of 0-1,000: 50. (75 + 90 + 80 + 80 + 50) / 5 = 75.
        // b: no answers; last order 31 January, 59 days before: 100 x (1 - 59/90) = 3100/90; no complaint 100; margin 100: 10. Mean of three.
        // c: left the base. d: bought in April.
        var settings = new TenantSettings
        {
            Surveys = [new("csat", SurveyType.Csat, 1, 5, 4, Reversed: false), new("nps", SurveyType.Nps, 0, 10, 9, Reversed: false)],
        };
        var story = new TenantStory(settings)
            .Bought("a", "2025-03-31", 99_900).Bought("a", "2025-04-01", 30_000).Bought("a", "2026-03-13", 20_000)
            .Add("a", "2026-03-14", new SurveyAnswered { Survey = "csat", Value = 1 })
            .Add("a", "2026-03-20", new SurveyAnswered { Survey = "csat", Value = 4 })
            .Add("a", "2026-03-20", new SurveyAnswered { Survey = "nps", Value = 9 })
            .Add("a", "2025-03-31", new Complaint()).Add("a", "2025-06-01", new Complaint())
            .Bought("b", "2026-01-31", 10_000)
            .Add("b", "2026-04-01", new SurveyAnswered { Survey = "csat", Value = 5 })
            .Bought("c", "2025-12-31", 50_000)
            .Bought("d", "2026-04-01", 10_000);
        var ownOfB = ((3_100 / 90.0) + 100 + 10) / 3;

        var value = story.Value("customer_cpi_mean", "2026-03");

        value.Value!.Value.ShouldBe((75 + ownOfB) / 2, 1e-9);
        value.Numerator!.Value.ShouldBe(75 + ownOfB, 1e-8);
        (value.Denominator, value.SampleSize).ShouldBe((2, 2));
        value.Components.Select(part => part.Id).ShouldBe(["satisfaction", "loyalty", "retention", "complaints", "value"]);
        value.Components.Select(part => part.Value).ShouldBe([75, 90, (80 + (3_100 / 90.0)) / 2, 90, 30], 1e-9);

        // On 13 March itself retention of a is 100; the answers have not been given. And before anybody came there is none.
        story.Value("customer_cpi_mean", "2026-03-13").Components.Select(part => part.Id).ShouldBe(["retention", "complaints", "value"]);
        story.Value("customer_cpi_mean", "2026-03", asOf: "2026-03-13").Value.ShouldBe(story.Value("customer_cpi_mean", "2026-03-13").Value);
        story.Value("customer_cpi_mean", "2024-03").NoValueReason.ShouldBe("DENOMINATOR_ZERO");
    }

    [Fact]
    public void CustomerCpiMean_OfASubscriber_KeepsRetentionWhileItRuns()
    {
        // The subscription began on 1 February, which was told of in April only: in the base in March, but nothing was known of it then.
        var story = new TenantStory()
            .Add("a", "2026-01-01", new SubscriptionStarted { Subscription = "s", RecurringMinor = 1_000, Interval = BillingInterval.Month, EffectiveAt = new TenantStory().At("2026-01-01") })
            .Add("b", "2026-04-02", new SubscriptionStarted { Subscription = "s", RecurringMinor = 1_000, Interval = BillingInterval.Month, EffectiveAt = new TenantStory().At("2026-02-01") });
        story.Value("base_movement", "2026-03").Value.ShouldBe(2);
        var march = story.Value("customer_cpi_mean", "2026-03");

        // Retention 100, complaints 100, value 0 of a alone.
        march.Value!.Value.ShouldBe(200.0 / 3, 1e-9);
        march.SampleSize.ShouldBe(1);
        story.Value("customer_cpi_mean", "2026-04").SampleSize.ShouldBe(2);
    }

    [Fact]
    public void Planned_HaveNoValueAndSayWhy()
    {
        foreach (var id in (string[])["clv_expected", "clv_to_cac", "predicted_churn", "sentiment", "ethics_sentiment"])
        {
            var value = new TenantStory().Bought("a", "2026-03-01").Value(id, "2026-03");
            value.Value.ShouldBeNull(id);
            value.NoValueReason.ShouldBe("PLANNED");
        }
    }

    [Fact]
    public void DataValidity_IsAcceptedOfWhatIsNoDuplicate()
    {
        // 20 came, 4 of them again, 12 were recorded: 12 / 16.
        var cells = new TestCells()
            .Add(OperationalMeasures.Received, "2026-03-02", 15).Add(OperationalMeasures.Received, "2026-03-03", 5)
            .Add(OperationalMeasures.Duplicates, "2026-03-03", 4)
            .Add(OperationalMeasures.Accepted, "2026-03-02", 12);
        var value = cells.Evaluate("data_validity", "2026-03");
        (value.Value, value.Numerator, value.Denominator, value.SampleSize).ShouldBe((75, 12, 16, 16));
        cells.Evaluate("data_validity", "2026-04").NoValueReason.ShouldBe("DENOMINATOR_ZERO");
    }

    private static Spend Spend(SpendCategory category, long minor, string from, string to) =>
        new() { Category = category, AmountMinor = minor, Start = new TenantStory().At(from), End = new TenantStory().At(to) };
}
