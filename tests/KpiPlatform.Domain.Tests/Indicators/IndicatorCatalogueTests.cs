using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;

namespace KpiPlatform.Domain.Tests.Indicators;

public sealed class IndicatorCatalogueTests
{
    [Fact]
    public void All_IsTheCatalogueOfThisVersion() =>
        IndicatorCatalogue.All.Select(indicator => indicator.Id).ShouldBe(
        [
            "active_customers", "average_purchase_value", "average_resolution_time", "base_movement", "ces", "churn_rate", "complaints_rate",
            "csat", "customer_base_expansion", "customer_retention_rate", "detractor_share", "first_contact_resolution",
            "first_purchase_cohorts", "new_customers", "nps", "orders", "promoter_share", "purchase_frequency", "repeat_customer_rate",
            "repeat_in_period_rate", "return_after_first_purchase", "revenue",
        ]);

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
            (value.Value is 0 || (value.Value is null && value.NoValueReason == "DENOMINATOR_ZERO")).ShouldBeTrue(indicator.Id);
        }
    }

    [Fact]
    public void All_Dimensional_AreThoseOfSingleInteractions() =>
        IndicatorCatalogue.All.Where(indicator => indicator.IsDimensional).Select(indicator => indicator.Id)
            .ShouldBe(["average_purchase_value", "ces", "csat", "orders", "revenue"]);

    [Fact]
    public void All_Flows_AreWhatAddsUpOverDays() =>
        IndicatorCatalogue.All
            .SelectMany(indicator => indicator.Components.Prepend(string.Empty).Where(indicator.IsFlow).Select(component => $"{indicator.Id}:{component}"))
            .ShouldBe(["active_customers:", "base_movement:new_in_base", "base_movement:lost", "first_purchase_cohorts:", "new_customers:", "orders:", "revenue:"]);

    [Fact]
    public void All_OfSurveys_NeedThirtyAnswers() =>
        IndicatorCatalogue.All.Where(indicator => indicator.MinimumSample == 30).Select(indicator => indicator.Id)
            .ShouldBe(["ces", "csat", "detractor_share", "nps", "promoter_share"]);

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
        plan.Ranges.Count.ShouldBeLessThan(45);
        plan.Ranges.ShouldBeUnique();
    }
}
