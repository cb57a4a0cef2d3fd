using System.Reflection;
using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;

namespace KpiPlatform.Domain.Tests.Indicators;

public sealed class IndicatorCatalogueTests
{
    /// <summary>The table of the catalogue, row by row.</summary>
    [Fact]
    public void All_IsTheWholeCatalogue() =>
        IndicatorCatalogue.All.Select(indicator => indicator.Id).ShouldBe(
            """
            orders revenue active_customers revenue_by_order_date customer_retention_rate churn_rate base_movement customer_base_expansion
            new_customers new_acquisitions_per_salesperson issues_addressing_index cost_revenue_ratio areas_covered techniques_utilized
            technological_solutions_used study_duration staff_fraction best_practices_ratio niche_markets_found database_alignment
            buying_frequency_increase_share customization_climb sales_per_customer_increase customer_satisfaction_ratio cross_sell_rate
            upsell_rate csat ces nps promoter_share detractor_share survey_response_rate clv_simple clv_expected clv_to_cac predicted_churn
            average_purchase_value purchase_frequency customer_lifespan repeat_customer_rate repeat_in_period_rate
            return_after_first_purchase returning_customer_growth time_on_site online_engagement sales_by_channel
            browse_to_purchase_conversion response_time average_resolution_time first_contact_resolution ticket_backlog reopen_rate
            cost_per_contact average_handle_time service_level abandonment_rate average_speed_of_answer transfer_rate ivr_containment
            ivr_abandonment complaints_rate retain_vs_acquire_cost customer_acquisition_cost marketing_investment profit_per_customer
            gross_margin unprofitable_customers personalization_effect cross_channel_consistency enthusiasm emotional_connection sentiment
            ethics_sentiment sustainable_purchase_share loyalty_index loyalty_participation points_outstanding referral_share
            used_a_promotion new_via_promotion price_premium_accepted target_customers hours_with_customers journey_drop_off
            net_revenue_retention data_validity customer_performance_indicator customer_cpi_mean first_purchase_cohorts
            """.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries),
            ignoreOrder: true);

    /// <summary>An id that stands as a literal in a test or among its inline data, other than here, is one whose value that test computes by hand.</summary>
    [Fact]
    public void All_EachId_HasATestThatComputesItByHand()
    {
        const byte LoadString = 0x72;
        var literals = new HashSet<string>(StringComparer.Ordinal);
        var methods = typeof(IndicatorCatalogueTests).Assembly.GetTypes()
            .Where(type => type.Namespace?.EndsWith(".Indicators", StringComparison.Ordinal) == true && type != typeof(IndicatorCatalogueTests))
            .SelectMany(type => type.GetMethods((BindingFlags)(-1) & ~BindingFlags.IgnoreCase & ~BindingFlags.FlattenHierarchy));
        foreach (var method in methods)
        {
            foreach (var data in method.GetCustomAttributes<InlineDataAttribute>())
                literals.UnionWith(data.GetData(method).SelectMany(row => row).OfType<string>());
            var code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
            for (var i = 0; i + 4 < code.Length; i++)
            {
                if (code[i] == LoadString && code[i + 4] == 0x70 && TryResolve(method.Module, BitConverter.ToInt32(code, i + 1)) is { } literal)
                    literals.Add(literal);
            }
        }

        IndicatorCatalogue.All.Select(indicator => indicator.Id).Where(id => !literals.Contains(id)).ShouldBeEmpty();

        static string? TryResolve(Module module, int token)
        {
            try
            {
                return module.ResolveString(token);
            }
            catch (ArgumentException)
            {
                // Bytes that only look like an instruction.
                return null;
            }
        }
    }

    [Fact]
    public void All_EachIndicator_IsDescribed()
    {
        foreach (var indicator in IndicatorCatalogue.All)
        {
            indicator.Title.ShouldNotBeNullOrWhiteSpace();
            indicator.Definition.ShouldEndWith(".");
            indicator.Source.ShouldNotBeNullOrWhiteSpace();
            indicator.Inputs.ShouldNotBeEmpty();
            indicator.Inputs.ShouldBeSubsetOf(InteractionKinds.All.Select(InteractionKinds.NameOf));
            indicator.Components.ShouldBeUnique();
        }
    }

    [Fact]
    public void All_EachWithoutCells_GivesNullWithReasonOrZero()
    {
        foreach (var indicator in IndicatorCatalogue.All)
        {
            var value = indicator.Evaluate(TestCells.Context("2026-06"), new CellTable());
            (value.Value is 0 || (value.Value is null && value.NoValueReason is "DENOMINATOR_ZERO" or "NOT_DECLARED" or "NOT_OBSERVED" or "PLANNED")).ShouldBeTrue(indicator.Id);
        }
    }

    [Fact]
    public void All_Dimensional_AreThoseOfSingleInteractions() =>
        IndicatorCatalogue.All.Where(indicator => indicator.IsDimensional).Select(indicator => indicator.Id)
            .ShouldBe(
            [
                "abandonment_rate", "average_handle_time", "average_purchase_value", "average_speed_of_answer", "ces", "csat",
                "customer_acquisition_cost", "customization_climb",
                "emotional_connection", "enthusiasm", "gross_margin", "ivr_abandonment", "ivr_containment", "marketing_investment", "new_customers", "orders", "revenue",
                "service_level", "sustainable_purchase_share", "time_on_site", "transfer_rate",
            ]);

    [Fact]
    public void All_Flows_AreWhatAddsUpOverDays() =>
        IndicatorCatalogue.All
            .SelectMany(indicator => indicator.Components.Prepend(string.Empty).Where(indicator.IsFlow).Select(component => $"{indicator.Id}:{component}"))
            .ShouldBe(
            [
                "active_customers:", "base_movement:new_in_base", "base_movement:lost", "first_purchase_cohorts:", "hours_with_customers:", "marketing_investment:",
                "new_customers:", "niche_markets_found:", "orders:", "revenue:", "revenue_by_order_date:", "sales_by_channel:", "sales_by_channel:other",
            ]);

    [Fact]
    public void All_OfSurveys_NeedThirtyAnswers() =>
        IndicatorCatalogue.All.Where(indicator => indicator.MinimumSample == 30).Select(indicator => indicator.Id)
            .ShouldBe(
            [
                "ces", "cross_channel_consistency", "csat", "customer_satisfaction_ratio", "detractor_share", "emotional_connection", "enthusiasm",
                "nps", "promoter_share", "survey_response_rate",
            ]);

    [Fact]
    public void Get_UnknownId_IsRefusedNamingTheField()
    {
        var error = Should.Throw<DomainException>(() => IndicatorCatalogue.Get("happiness", "request.indicator"));
        error.Reason.ShouldBe("UNKNOWN_INDICATOR");
        error.Field.ShouldBe("request.indicator");
        IndicatorCatalogue.Find("happiness").ShouldBeNull();
        IndicatorCatalogue.Find(null).ShouldBeNull();
    }

    [Fact]
    public void Plan_AllIndicatorsOfAQuarter_ShareTheirSums()
    {
        var plan = new CellPlan();
        foreach (var indicator in IndicatorCatalogue.All.Where(indicator => indicator is not CohortIndicator))
            indicator.Evaluate(TestCells.Context("2026-Q2"), plan);
        plan.Ranges.Count.ShouldBeLessThan(2 * IndicatorCatalogue.All.Count);
        plan.Ranges.ShouldBeUnique();
    }
}
