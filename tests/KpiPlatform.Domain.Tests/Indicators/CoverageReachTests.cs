using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Tenants;
using NodaTime;

namespace KpiPlatform.Domain.Tests.Indicators;

/// <summary>Which values say that facts behind them were deleted: facts start on 1 June 2025, customers leave the base after 90 days.</summary>
public sealed class CoverageReachTests
{
    private static readonly TenantDefinition Tenant = new(
        new TenantNumber(1),
        1,
        TenantSettingsValidator.Complete(new TenantSettings
        {
            LapseDays = 90,
            CoverageFromDay = TenantCalendar.DayNumber(new LocalDate(2025, 6, 1)),
            Indicators =
            [
                new() { Id = "orders_before", Formula = "previous(orders)" },
                new() { Id = "buyers_ever", Formula = "customers_ever" },
                new() { Id = "base_now", Formula = "base_at_end" },
            ],
        }));

    [Theory]
    [InlineData("orders", "2025-05", true)]
    [InlineData("orders", "2025-06", false)]
    [InlineData("orders", "2025", true)]

    // The period before is looked at as well.
    [InlineData("sales_per_customer_increase", "2025-06", true)]
    [InlineData("orders_before", "2025-06", true)]
    [InlineData("orders_before", "2025-07", false)]

    // 90 days before the first of the month, or its end: 1 June is 90 days before 30 August.
    [InlineData("customer_retention_rate", "2025-08", true)]
    [InlineData("customer_retention_rate", "2025-09", false)]
    [InlineData("base_now", "2025-07", true)]
    [InlineData("base_now", "2025-08", false)]

    // Everything since the beginning.
    [InlineData("buyers_ever", "2025-12", true)]

    // The tenant's own facts stay.
    [InlineData("marketing_investment", "2025-05", false)]
    public void Evaluate_WithFactsFromADay_SaysWhetherItLooksBackBeforeIt(string id, string period, bool isMarked)
    {
        var indicator = Tenant.Indicators.Get(id);
        var span = PeriodParser.Parse(period, Tenant.Calendar, today: 0);
        var context = IndicatorContext.Of(Tenant, span, span.End + Duration.FromDays(30));

        indicator.Evaluate(context, new CellPlan()).BeforeCoverage.ShouldBe(isMarked);
        indicator.Evaluate(context with { Settings = Tenant.Settings with { CoverageFromDay = null } }, new CellPlan()).BeforeCoverage.ShouldBeFalse();
    }
}
