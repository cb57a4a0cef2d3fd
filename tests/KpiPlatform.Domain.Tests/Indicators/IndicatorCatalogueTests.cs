using System.Reflection;
using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;

namespace KpiPlatform.Domain.Tests.Indicators;

public sealed class IndicatorCatalogueTests
{
    /// <summary>An id that stands as a literal in a test, other than here, is one whose value that test computes by hand.</summary>
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
            (value.Value is 0 || (value.Value is null && value.NoValueReason is "DENOMINATOR_ZERO" or "NOT_DECLARED" or "NOT_OBSERVED" or "PLANNED" or "NO_OPERATIONAL_COUNTERS")).ShouldBeTrue(indicator.Id);
        }
    }

    [Fact]
    public void All_Dimensional_AreThoseOfSingleInteractions() =>
        IndicatorCatalogue.All.Where(indicator => indicator.IsDimensional).Select(indicator => indicator.Id)
            .ShouldBe(
            [
                "abandonment_rate", "average_handle_time", "average_purchase_value", "average_speed_of_answer", "ces", "csat", "customization_climb",
                "emotional_connection", "enthusiasm", "gross_margin", "ivr_abandonment", "ivr_containment", "new_customers", "orders", "revenue",
                "service_level", "sustainable_purchase_share", "time_on_site", "transfer_rate",
            ]);

    [Fact]
    public void All_Flows_AreWhatAddsUpOverDays() =>
        IndicatorCatalogue.All
            .SelectMany(indicator => indicator.Components.Prepend(string.Empty).Where(indicator.IsFlow).Select(component => $"{indicator.Id}:{component}"))
            .ShouldBe(
            [
                "active_customers:", "base_movement:new_in_base", "base_movement:lost", "first_purchase_cohorts:", "hours_with_customers:", "new_customers:",
                "orders:", "revenue:", "revenue_by_order_date:", "sales_by_channel:", "sales_by_channel:other",
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
