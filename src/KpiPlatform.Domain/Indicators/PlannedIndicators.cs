using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;

namespace KpiPlatform.Domain.Indicators;

/// <summary>Built-in indicators that have no value until what they need exists, and what is read off operational counters.</summary>
internal static class PlannedIndicators
{
    private static readonly string[] Purchases = ["purchase"];

    public static readonly Indicator[] All =
    [
        Model("clv_expected", "Customer value, expected", "Expected value of a customer's future purchases, from a purchase and a spend model.", IndicatorUnits.Money, Direction.Increase, Purchases),
        Model("clv_to_cac", "Customer value per acquisition cost", "clv_expected / customer_acquisition_cost.", IndicatorUnits.Ratio, Direction.Increase, ["purchase", "spend"]),
        Model("predicted_churn", "Predicted churn", "Probability, 0 to 1, that a customer has stopped buying; customers of one order have none.", IndicatorUnits.Ratio, Direction.Decrease, Purchases),
        Model("sentiment", "Sentiment", "Mean sentiment, -1 to 1, of comments and mentions.", IndicatorUnits.Ratio, Direction.Increase, ["survey_answered", "mention"]),
        Model("ethics_sentiment", "Sentiment on ethics", "Mean sentiment, -1 to 1, of comments and mentions tagged ethics or environment.", IndicatorUnits.Ratio, Direction.Increase, ["survey_answered", "mention"]),
        new RatioIndicator
        {
            Id = "data_validity",
            Title = "Data validity",
            Definition = "Interactions accepted / (interactions received - duplicates), by the day on which they came. Read off operational counters, which count at least once and are not known as of an instant: GetDataQuality shows them by source.",
            Unit = IndicatorUnits.Percent,
            Inputs = [.. InteractionKinds.All.Select(InteractionKinds.NameOf)],
            Numerator = Quantity.Flow(OperationalMeasures.Accepted),
            Denominator = Quantity.Flow(OperationalMeasures.Received) - Quantity.Flow(OperationalMeasures.Duplicates),
            Factor = RatioIndicator.Percent,
        },
    ];

    private static PlannedIndicator Model(string id, string title, string definition, string unit, Direction direction, string[] inputs) => new()
    {
        Id = id,
        Title = title,
        Definition = "Planned, until there is a model: " + definition,
        Unit = unit,
        Direction = direction,
        Inputs = inputs,
        Reason = NoValueReason.Planned,
    };
}
