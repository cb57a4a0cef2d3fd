using KpiPlatform.Domain.Formulas;
using KpiPlatform.Domain.Indicators;
using static KpiPlatform.Domain.Tests.Formulas.TestFormulas;

namespace KpiPlatform.Domain.Tests.Formulas;

public sealed class FormulaUnitTests
{
    [Theory]
    [InlineData("1 + 2 * 3", "ratio")]
    [InlineData("orders", "count")]
    [InlineData("orders + refunds", "count")]
    [InlineData("orders + 1", "count")]
    [InlineData("10 - orders", "count")]
    [InlineData("orders * 2", "count")]
    [InlineData("-orders", "count")]
    [InlineData("revenue", "money")]
    [InlineData("revenue / 3", "money")]
    [InlineData("revenue / orders", "money/count")]
    [InlineData("orders / revenue", "count/money")]
    [InlineData("1 / orders", "1/count")]
    [InlineData("revenue * revenue", "money*money")]
    [InlineData("revenue * orders / revenue", "count")]
    [InlineData("orders / buyers", "ratio")]
    [InlineData("100 * retained / base_at_start", "ratio")]
    [InlineData("percent(retained, base_at_start)", "percent")]
    [InlineData("percent(refunds, orders) + churn_rate", "percent")]
    [InlineData("churn_rate / 100", "percent")]
    [InlineData("churn_rate * (orders / buyers)", "percent")]
    [InlineData("churn_rate * revenue", "money")]
    [InlineData("churn_rate / customer_retention_rate", "ratio")]
    [InlineData("churn_rate * customer_retention_rate", "ratio")]
    [InlineData("revenue / churn_rate", "money")]
    [InlineData("resolution_time / tickets_resolved", "ms/count")]
    [InlineData("average_resolution_time", "hours")]
    [InlineData("purchase_frequency", "per_year")]
    [InlineData("nps + 1", "points")]
    [InlineData("ces_points / ces_answers", "points/count")]
    [InlineData("previous(revenue)", "money")]
    [InlineData("change(csat)", "percent")]
    [InlineData("growth(revenue)", "ratio")]
    [InlineData("per_customer(revenue)", "money/count")]
    [InlineData("per_day(orders)", "count/days")]
    [InlineData("per_month(revenue)", "money/months")]
    [InlineData("per_day(7)", "1/days")]
    [InlineData("coalesce(csat, 0)", "percent")]
    [InlineData("if(revenue > 1000, revenue, 0)", "money")]
    [InlineData("min(orders, 5)", "count")]
    [InlineData("abs(change(revenue))", "money")]
    [InlineData("round(revenue / orders, 2)", "money/count")]
    [InlineData("over(channel, revenue)", "money")]
    [InlineData("at(revenue, channel: web) / revenue", "ratio")]
    public void Unit_OfFormula_IsInferred(string formula, string unit) => Read(formula).Unit.ShouldBe(unit);

    [Theory]
    [InlineData("orders", "count", true)]
    [InlineData("orders", "ratio", true)]
    [InlineData("orders", "percent", true)]
    [InlineData("orders", "money", false)]
    [InlineData("revenue / orders", "money/count", true)]
    [InlineData("revenue / orders", "money", true)]
    [InlineData("revenue / orders", "count", false)]
    [InlineData("100 * orders / buyers", "percent", true)]
    [InlineData("percent(orders, buyers)", "percent", true)]
    [InlineData("percent(orders, buyers)", "points", true)]
    [InlineData("percent(orders, buyers)", "ratio", false)]
    [InlineData("percent(orders, buyers)", "count", false)]
    [InlineData("average_resolution_time", "hours", true)]
    [InlineData("average_resolution_time", "minutes", false)]
    [InlineData("3", "money", true)]
    [InlineData("per_month(revenue)", "money/months", true)]
    [InlineData("per_month(revenue)", "money", false)]
    [InlineData("orders", "apples", false)]
    [InlineData("orders", "count/", false)]
    public void Unit_Stated_IsChecked(string formula, string stated, bool isTaken)
    {
        var settings = Settings() with { Indicators = [new() { Id = "x", Formula = formula, Unit = stated }] };
        var tenant = TenantIndicators.Of(settings);
        if (isTaken)
        {
            tenant.ErrorOf("x").ShouldBeNull();
            tenant.Get("x").Unit.ShouldBe(stated);
        }
        else
        {
            tenant.ErrorOf("x")!.Reason.ShouldBe(FormulaReasons.StatedUnit);
        }
    }

    [Fact]
    public void Unit_OfEveryBuiltInIndicator_IsThatOfItsDefinition()
    {
        foreach (var indicator in IndicatorCatalogue.All)
            FormulaUnit.OfIndicator(indicator.Unit).Text.ShouldBe(indicator.Unit);
    }
}
