using KpiPlatform.EndToEnd.Tests.Support;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.EndToEnd.Tests.Samples;

/// <summary>
/// Every row of the catalogue on <see cref="CatalogueStory"/>, worked out by hand for March 2025 (31 days) and read over the API; and the templates
/// made of these rows.
/// </summary>
[Collection(SharedHostsCollection.Name)]
public class CatalogueTests(SharedHosts hosts)
{
    private const string Month = "2025-03";
    private const double Year = 365.25;

    /// <summary>Rows that wait for a model; they have no value and say so.</summary>
    private static readonly string[] Planned = ["clv_expected", "clv_to_cac", "ethics_sentiment", "predicted_churn", "sentiment"];

    /// <summary>Medians come from a sketch, within 1 %.</summary>
    private static readonly HashSet<string> Sketched = ["response_time"];

    private static readonly Dictionary<string, double> Expected = new(StringComparer.Ordinal)
    {
        // o6 60, o9 40, o3 80, o8 90, o4 120 - 20, o12 30 = 400, less 30 refunded in March; 10 of o8 were refunded in April.
        ["orders"] = 6,
        ["revenue"] = 370,
        ["revenue_by_order_date"] = 360,
        ["sales_by_channel"] = 370,
        ["average_purchase_value"] = 370 / 6.0,
        ["purchase_frequency"] = 6 / 5.0 * Year / 31,

        // ann, bob, cyd, dan, eve, fay, gus, hal and those who answered one survey.
        ["active_customers"] = 68,

        // S = ann, bob, eve, fay, hal; E = ann, cyd, dan, eve, gus, hal.
        ["base_movement"] = 6,
        ["customer_retention_rate"] = 60,
        ["churn_rate"] = 40,
        ["customer_base_expansion"] = 20,
        ["new_customers"] = 2,
        ["first_purchase_cohorts"] = 2,

        // cyd and gus by sam and kim in one month.
        ["new_acquisitions_per_salesperson"] = 1,

        // k1 of k1 (in time), k2 (late), k3 (never).
        ["issues_addressing_index"] = 100 / 3.0,

        // 300 + 1,800 s and 100 s of talk at 0.60 a minute = 22; four tickets at 2; a gift of 10.
        ["cost_revenue_ratio"] = 40 / 370.0,
        ["areas_covered"] = 2,
        ["techniques_utilized"] = 5,
        ["technological_solutions_used"] = 3,
        ["study_duration"] = 25,
        ["staff_fraction"] = 20,
        ["best_practices_ratio"] = 75,
        ["niche_markets_found"] = 3,

        // ann of ann and bob.
        ["database_alignment"] = 50,

        // First order before February: ann (2 after 1), dan (1 after 0), hal (1 after 1).
        ["buying_frequency_increase_share"] = 200 / 3.0,

        // o3 of 6, after o5 of 3 in February.
        ["customization_climb"] = (100 / 6.0) - (100 / 3.0),

        // 370 of 5, after 50 + 200 + 30 of 3.
        ["sales_per_customer_increase"] = ((370 / 5.0 / (280 / 3.0)) - 1) * 100,

        // ann, bob and 36 of 63; of all answers ann's 5, bob's 4 and 36 of 64.
        ["customer_satisfaction_ratio"] = 38 * 100 / 63.0,
        ["csat"] = 38 * 100 / 64.0,
        ["ces"] = 4.5,

        // Latest: ann 6, bob 9, cyd 8, gus 10.
        ["nps"] = 25,
        ["promoter_share"] = 50,
        ["detractor_share"] = 25,
        ["survey_response_rate"] = 200 / 3.0,
        ["enthusiasm"] = 3,
        ["emotional_connection"] = 3.5,

        // Web 21 of 30, store 15 of 30.
        ["cross_channel_consistency"] = 20,

        // Of ann, dan, hal: ann c2 and dan c3 are new; ann went from tier 1 to 2 in f1, dan stayed at 2.
        ["cross_sell_rate"] = 200 / 3.0,
        ["upsell_rate"] = 100 / 3.0,

        // 370/6 × 6/5 × 365.25/31 a year × 5 × 31/(2 × 365.25) years.
        ["clv_simple"] = 185,

        // Days from first to last: bob 0, fay 42, ivy 275, jan 121.
        ["customer_lifespan"] = (0 + 42 + 275 + 121) / 4.0 / Year,

        // ann, dan, hal, ivy, jan of these and bob, cyd, gus; in March ann of five. Of ann, dan, hal, ivy, jan only ann came back within 45 days.
        ["repeat_customer_rate"] = 62.5,
        ["repeat_in_period_rate"] = 20,
        ["return_after_first_purchase"] = 20,

        // October to March: ivy. April to September: ivy, jan.
        ["returning_customer_growth"] = -50,

        // v1 180 s, v2 300 s.
        ["time_on_site"] = 240,
        ["online_engagement"] = 200 / 6.0,
        ["browse_to_purchase_conversion"] = 200 / 3.0,

        // 30, 60, 120 minutes; 24, 96, 24 hours. k1 alone was done with; k3 and k4 are open.
        ["response_time"] = 60,
        ["average_resolution_time"] = 48,
        ["first_contact_resolution"] = 100 / 3.0,
        ["ticket_backlog"] = 2,
        ["reopen_rate"] = 100 / 3.0,

        // 90 for four tickets, five calls, and a contact time of no call.
        ["cost_per_contact"] = 9,

        // c1 360 s, c2 120 s; offered c1, c2, c3; in the menu c1, c3, c4, c5.
        ["average_handle_time"] = 240,
        ["service_level"] = 100 / 3.0,
        ["abandonment_rate"] = 100 / 3.0,
        ["average_speed_of_answer"] = 30,
        ["transfer_rate"] = 50,
        ["ivr_containment"] = 25,
        ["ivr_abandonment"] = 25,

        // 2 of ann, bob, cyd, dan, eve, fay, gus, hal.
        ["complaints_rate"] = 25,

        // 60/3 retained ÷ (150 + 50)/2 new.
        ["retain_vs_acquire_cost"] = 0.2,
        ["customer_acquisition_cost"] = 100,
        ["marketing_investment"] = 150,

        // 370 less 160 for the goods less 40 but for bob's talk and ticket, of six.
        ["profit_per_customer"] = (370 - 160 - 37) / 6.0,
        ["gross_margin"] = 210 * 100 / 370.0,

        // jan paid 10 for what cost 15: one of the eight payers of a year.
        ["unprofitable_customers"] = 12.5,

        // 2 of 2 less 2 of 3.
        ["personalization_effect"] = 100 / 3.0,

        // 80 + 40 of 420.
        ["sustainable_purchase_share"] = 120 * 100 / 420.0,
        ["loyalty_index"] = (20 + 60 + 50) / 3.0,
        ["loyalty_participation"] = 200 / 6.0,
        ["points_outstanding"] = 120,
        ["referral_share"] = 50,
        ["used_a_promotion"] = 200 / 6.0,
        ["new_via_promotion"] = 50,

        // p1: ann, a member, paid 40 apiece; cyd, not one yet, and gus paid 50 on average.
        ["price_premium_accepted"] = -20,
        ["target_customers"] = 200 / 6.0,
        ["hours_with_customers"] = 2_200 / 3_600.0,

        // visit: bob and cyd of three; register: bob of two.
        ["journey_drop_off"] = 60,

        // (30 + 15 - 10) / 30.
        ["net_revenue_retention"] = 350 / 3.0,

        // CSAT, (NPS + 100)/2, retention, 25 complaints of at most 20, 100 - 12.5.
        ["customer_performance_indicator"] = (59.375 + 62.5 + 60 + 0 + 87.5) / 5,

        // Satisfaction, loyalty, retention, complaints, value of each, as of 31 March: ann bought 11 days ago, cyd 26, dan 16, gus 23, hal 9; eve subscribes.
        ["customer_cpi_mean"] = (
            ((100 + 60 + (1_900 / 30.0) + 80 + 19.7) / 5)
            + ((50 + 80 + (400 / 30.0) + 100 + 3.8) / 5)
            + (((1_400 / 30.0) + 100 + 7.8) / 3)
            + (200 / 3.0)
            + ((100 + (700 / 30.0) + 100 + 3) / 4)
            + ((70 + 80 + 8) / 3.0)) / 6,
    };

    public static TheoryData<DatabaseKind, string> Templates
    {
        get
        {
            var data = new TheoryData<DatabaseKind, string>();
            foreach (var kind in System.Enum.GetValues<DatabaseKind>())
            {
                foreach (var template in (string[])
                [
                    "customer-profiling", "customer-perspective", "crm", "cpi", "customer-relationship", "call-centre", "help-desk", "ivr",
                    "customer-profitability", "customer-value", "customer-conversion", "customer-loyalty",
                ])
                {
                    data.Add(kind, template);
                }
            }

            return data;
        }
    }

    /// <summary>A row that is added to the catalogue needs a number here, or this fails.</summary>
    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task QueryIndicator_EachRowOfTheCatalogue_IsWhatWeWorkedOut(DatabaseKind kind)
    {
        var tenant = await hosts.CatalogueAsync(kind);
        var rows = (await tenant.Client.Scorecards.ListIndicatorsAsync(new ListIndicatorsRequest { Parent = tenant.Name })).Indicators;

        rows.Select(row => row.Id).Except([.. Expected.Keys, .. Planned, "data_validity"]).ShouldBeEmpty("every row has a number worked out by hand");
        Expected.Keys.Except(rows.Select(row => row.Id)).ShouldBeEmpty();
        foreach (var row in rows)
        {
            row.ShouldSatisfyAllConditions(
                row.Id,
                () => row.Title.ShouldNotBeNullOrWhiteSpace(),
                () => row.Definition.ShouldNotBeNullOrWhiteSpace(),
                () => row.Unit.ShouldNotBeNullOrWhiteSpace(),
                () => (row.Direction != Direction.Unspecified || row.Id == "base_movement").ShouldBeTrue(),
                () => row.Source.ShouldNotBeNullOrWhiteSpace(),
                () => row.Inputs.ShouldNotBeEmpty());
            var value = (await tenant.SeriesAsync(row.Id, Granularity.Month, "2025-03-01", "2025-04-01")).ShouldHaveSingleItem();
            value.Unit.ShouldBe(row.Unit == "money" ? "EUR" : row.Unit, row.Id);
            value.Direction.ShouldBe(row.Direction, row.Id);
            if (Planned.Contains(row.Id))
                (value.HasValue, value.NoValueReason).ShouldBe((false, "PLANNED"), row.Id);
            else if (Expected.TryGetValue(row.Id, out var expected))
                ShouldBe(value, expected);
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Templates))]
    public async Task CreateScorecard_OfATemplate_HasEachIndicatorsValueAndRollsUp(DatabaseKind kind, string template)
    {
        var tenant = await hosts.CatalogueAsync(kind);
        var definition = await tenant.Client.Scorecards.CreateScorecardAsync(new CreateScorecardRequest { Parent = tenant.Name, ScorecardId = template, Template = template });

        var card = await tenant.Client.Scorecards.GetScorecardAsync(new GetScorecardRequest { Name = definition.Name, Period = Month, Token = tenant.Token });

        var indicators = card.Perspectives.SelectMany(perspective => perspective.Objectives).SelectMany(objective => objective.Indicators).ToList();
        var goals = definition.Perspectives.SelectMany(perspective => perspective.Objectives).SelectMany(objective => objective.Indicators).ToList();
        indicators.Count.ShouldBe(goals.Count);
        foreach (var (indicator, goal) in indicators.Zip(goals))
        {
            ShouldBe(indicator.Value, Expected[goal.Indicator]);
            indicator.Performance.ShouldBe(PerformanceOf(goal, indicator.Value.Value), 1e-9, goal.Indicator);

            // Surveys need thirty answers for a colour: the four of NPS show a value in grey.
            (indicator.Status == Status.Grey).ShouldBe(goal.Indicator == "nps", goal.Indicator);
        }

        foreach (var perspective in card.Perspectives)
            perspective.Performance.ShouldBe(Mean(perspective.Objectives.SelectMany(objective => objective.Indicators).Select(one => (one.Weight, one.Performance))), 1e-9, perspective.Id);
        card.Performance.ShouldBe(Mean(card.Perspectives.Select(perspective => (perspective.Weight, perspective.Performance))), 1e-9);
        card.Coverage.ShouldBe(100);
        card.Status.ShouldBe(card.Performance >= 200.0 / 3 ? Status.Green : card.Performance >= 100.0 / 3 ? Status.Yellow : Status.Red);
    }

    /// <summary>The templates that there are are those tried.</summary>
    [Fact]
    public async Task ListTemplates_EachOne_IsTried()
    {
        var tenant = await hosts.CatalogueAsync(DatabaseKind.Sqlite);
        var listed = (await tenant.Client.Scorecards.ListTemplatesAsync(new ListTemplatesRequest { Parent = tenant.Name })).Templates;
        listed.Select(template => template.Id).ShouldBe(Templates.Select(row => (string)((object[])row)[1]).Distinct(), ignoreOrder: true);
        listed.ShouldAllBe(template => template.MissingIndicators.Count == 0);
    }

    private static void ShouldBe(IndicatorValue value, double expected)
    {
        value.HasValue.ShouldBeTrue($"{value.Indicator}: {value.NoValueReason}");
        value.Value.ShouldBe(expected, Sketched.Contains(value.Indicator) ? 0.0101 * expected : 1e-8, value.Indicator);
    }

    /// <summary>Red flag → 100/3, goal → 200/3, straight lines, from 0 to 100; or 100 in the band, down to 0 over the tolerance.</summary>
    private static double PerformanceOf(ScorecardIndicator goal, double value)
    {
        if (goal.Direction != Direction.Maintain)
            return Math.Clamp(((value - goal.RedFlag) / (goal.Goal - goal.RedFlag) * 100 / 3) + (100 / 3.0), 0, 100);
        var below = goal.HasBandLow ? Math.Max(0, goal.BandLow - value) : 0;
        var above = goal.HasBandHigh ? Math.Max(0, value - goal.BandHigh) : 0;
        return Math.Max(0, 100 * (1 - ((below + above) / goal.Tolerance)));
    }

    private static double Mean(IEnumerable<(double Weight, double Value)> parts)
    {
        var all = parts.ToList();
        return all.Sum(part => part.Weight * part.Value) / all.Sum(part => part.Weight);
    }
}
