using KpiPlatform.Domain.Scorecards;

namespace KpiPlatform.Domain.Tests.Scorecards;

/// <summary>Definitions to start from.</summary>
internal static class Definitions
{
    public static readonly ScorecardIndicatorDefinition Retention = new()
    {
        Indicator = "customer_retention_rate",
        Baseline = 40,
        Target = 60,
        BaselineDate = "2026-01-01",
        Deadline = "2026-12-31",
    };

    public static readonly ScorecardIndicatorDefinition Churn = new()
    {
        Indicator = "churn_rate",
        Baseline = 20,
        Target = 10,
        BaselineDate = "2026-01-01",
        Deadline = "2026-12-31",
    };

    public static readonly ScorecardIndicatorDefinition Orders = new()
    {
        Indicator = "orders",
        Baseline = 0,
        Target = 200,
        BaselineDate = "2026-01-01",
        Deadline = "2026-12-31",
    };

    public static ScorecardDefinition Of(params ScorecardIndicatorDefinition[] indicators) => new()
    {
        Title = "Customers",
        Version = 1,
        Perspectives =
        [
            new()
            {
                Id = "customer",
                Title = "Customer",
                Objectives = [new() { Id = "loyal", Title = "Loyal customers", Owner = "sales", Indicators = indicators }],
            },
        ],
    };
}
