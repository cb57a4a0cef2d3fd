using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Domain.Tests.Indicators;

namespace KpiPlatform.Domain.Tests.Scorecards;

public sealed class ScorecardTemplateTests
{
    private static readonly int Today = LocalDay.Parse("2026-03-18", "today");

    /// <summary>Everything that a template names is there, if only as something to count.</summary>
    private static readonly ScorecardEnvironment Everything = new(id => IndicatorCatalogue.Find(id) ?? IndicatorCatalogue.Get("orders"), []);

    public static TheoryData<string> Ids() => [.. ScorecardTemplates.All.Select(template => template.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void At_Template_IsAWholeDefinition(string id)
    {
        var definition = ScorecardTemplates.Get(id).At(Today);
        var completed = ScorecardValidator.Complete(definition, Today, null, Everything);
        foreach (var (path, indicator) in completed.AllIndicators())
        {
            (indicator.BaselineDate, indicator.Deadline).ShouldBe(("2026-03-18", "2027-03-18"), path.ToString());

            // Thresholds ship with each: the goal performs at two thirds, which is green; the red flag at one third.
            var goal = IndicatorGoal.Of(indicator, Everything, Today, []);
            if (indicator.Direction == Direction.Maintain)
                goal.PerformanceOf(indicator.BandLow ?? indicator.BandHigh!.Value).ShouldBe(100);
            else
                (goal.PerformanceOf(indicator.Goal!.Value), goal.PerformanceOf(indicator.RedFlag!.Value)).ShouldBe((200.0 / 3, 100.0 / 3));
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Instantiate_WithTheCatalogue_IsAccepted(string id)
    {
        var definition = ScorecardTemplates.Get(id).Instantiate(ScorecardEnvironment.BuiltIn, Today);
        var completed = ScorecardValidator.Complete(definition, Today);
        ScorecardEvaluator.Plan(completed, TestCells.Context("2026-03")).Ranges.ShouldNotBeEmpty();
    }

    [Fact]
    public void All_Templates_HaveNoPlannedIndicator() =>
        ScorecardTemplates.All.SelectMany(template => template.Indicators())
            .ShouldNotContain(id => id == "clv_expected" || id == "clv_to_cac" || id == "predicted_churn" || id == "sentiment" || id == "ethics_sentiment");

    [Fact]
    public void All_Templates_HaveTheirIndicatorsAndWeights()
    {
        static string Text(string id) => string.Join(
            "; ",
            ScorecardTemplates.Get(id).Perspectives.Select(perspective =>
                $"{perspective.Title} {perspective.Weight}: {string.Join(", ", perspective.Objectives.Single().Indicators.Select(indicator => $"{indicator.Indicator} {indicator.Weight}"))}"));

        ScorecardTemplates.All.Count.ShouldBe(12);
        Text("customer-profiling").ShouldBe(
            "Performance and Benefits 40: customer_retention_rate 30, issues_addressing_index 20, customer_base_expansion 30, cost_revenue_ratio 20; "
            + "Process 15: areas_covered 25, techniques_utilized 25, technological_solutions_used 25, study_duration 25; "
            + "Buying Behaviour 30: buying_frequency_increase_share 40, customization_climb 20, sales_per_customer_increase 40; "
            + "Integration and Best Practices 15: staff_fraction 1, database_alignment 1, best_practices_ratio 1");
        Text("customer-perspective").ShouldBe(
            "Select 1: target_customers 1, unprofitable_customers 1, niche_markets_found 1; Acquire 1: customer_acquisition_cost 1, new_via_promotion 1, marketing_investment 1; "
            + "Retain 1: customer_retention_rate 1, repeat_in_period_rate 1, hours_with_customers 1; Grow 1: cross_sell_rate 1, used_a_promotion 1, sales_per_customer_increase 1");
        Text("crm").ShouldBe(
            "Acquisition 1: new_acquisitions_per_salesperson 1, customer_acquisition_cost 1; Cross-selling 1: cross_sell_rate 1; Up-selling 1: upsell_rate 1; "
            + "Retention 1: customer_retention_rate 1, churn_rate 1; Support 1: first_contact_resolution 1, csat 1, response_time 1");
        ScorecardTemplates.Get("cpi").Perspectives.Select(perspective => perspective.Title).ShouldBe(["Satisfaction", "Loyalty", "Retention", "Complaints", "Value"]);
        ScorecardTemplates.Get("customer-relationship").Indicators().ShouldBe(["nps", "csat", "hours_with_customers", "complaints_rate"]);
        ScorecardTemplates.Get("call-centre").Indicators().ShouldBe(["service_level", "abandonment_rate", "average_speed_of_answer", "average_handle_time", "first_contact_resolution", "csat"]);
        ScorecardTemplates.Get("help-desk").Indicators().ShouldBe(["average_resolution_time", "response_time", "ticket_backlog", "reopen_rate", "issues_addressing_index", "csat"]);
        ScorecardTemplates.Get("ivr").Indicators().ShouldBe(["ivr_containment", "ivr_abandonment", "transfer_rate"]);
        ScorecardTemplates.Get("customer-profitability").Indicators().ShouldBe(["profit_per_customer", "gross_margin", "unprofitable_customers", "cost_revenue_ratio"]);
        ScorecardTemplates.Get("customer-value").Indicators().ShouldBe(["average_purchase_value", "purchase_frequency", "clv_simple", "net_revenue_retention"]);
        ScorecardTemplates.Get("customer-conversion").Indicators().ShouldBe(["browse_to_purchase_conversion", "journey_drop_off", "new_via_promotion", "return_after_first_purchase"]);
        ScorecardTemplates.Get("customer-loyalty").Indicators().ShouldBe(["repeat_customer_rate", "nps", "referral_share", "loyalty_participation", "returning_customer_growth"]);
    }

    [Fact]
    public void Instantiate_WithoutOneOfItsIndicators_NamesIt()
    {
        var without = new ScorecardEnvironment(id => id == "ivr_abandonment" ? null : IndicatorCatalogue.Get("orders"), []);
        var error = Should.Throw<DomainException>(() => ScorecardTemplates.Get("ivr").Instantiate(without, Today));
        (error.Kind, error.Reason, error.Field).ShouldBe((ErrorKind.FailedPrecondition, "TEMPLATE_INCOMPLETE", "template"));
        error.Message.ShouldContain(": ivr_abandonment.");
        Should.Throw<DomainException>(() => ScorecardTemplates.Get("happiness")).Reason.ShouldBe("UNKNOWN_TEMPLATE");
    }
}
