using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Interactions;

namespace KpiPlatform.Domain.Measures;

/// <content>Spending, recurring revenue, experiments, systems, the target segment.</content>
public static partial class MeasureCatalogue
{
    private static NamedMeasure[] Tenant =>
    [
        Spend("marketing_spend", "Marketing spending", SpendCategory.Marketing),
        Spend("sales_spend", "Sales spending", SpendCategory.Sales),
        Spend("service_spend", "Service spending", SpendCategory.Service),
        Spend("retention_spend", "Retention spending", SpendCategory.Retention),
        Recurring("recurring_at_start", "Recurring revenue at the start", "Monthly recurring revenue when the period begins.", Quantity.Of(BuiltInMeasures.Recurring, TermDays.BeforePeriod), MeasureNature.StockAtStart),
        Recurring("recurring_at_end", "Recurring revenue at the end", "Monthly recurring revenue when the period ends.", Quantity.Of(BuiltInMeasures.Recurring, TermDays.BeforeCut), MeasureNature.StockAtEnd),
        Recurring("recurring_of_new", "Recurring revenue of new subscribers", "That of customers who had none when the period began, at its end.", Quantity.Flow(BuiltInMeasures.RecurringOfNew), MeasureNature.Flow),
        Recurring("recurring_expansion", "Expansion", "What customers who had some when the period began pay more at its end.", Quantity.Flow(BuiltInMeasures.RecurringExpansion), MeasureNature.Flow),
        Recurring("recurring_churned", "Churned recurring revenue", "What customers paid when the period began who pay nothing at its end.", Quantity.Flow(BuiltInMeasures.RecurringChurned), MeasureNature.Flow),
        Stock("customers_of_several_systems", "Customers of several systems", "Customers with records of two systems or more.", Quantity.Of(BuiltInMeasures.OfSeveralSystems, TermDays.BeforeCut)),
        Stock("customers_of_agreeing_systems", "Customers whose systems agree", "Those of customers_of_several_systems whose latest records agree.", Quantity.Of(BuiltInMeasures.OfAgreeingSystems, TermDays.BeforeCut)),
        Stock("target_in_base", "Target customers", "Customers in the base who are of the target segment.", Quantity.Of(BuiltInMeasures.TargetInBase, TermDays.BeforeCut)),
        Count("experiment_treated", "Treated customers", "First assignments to an arm other than control.", Quantity.Flow(BuiltInMeasures.Treated)),
        Count("experiment_treated_converted", "Treated customers who ordered", "Those of experiment_treated who ordered after it, up to as-of.", Quantity.Flow(BuiltInMeasures.TreatedConverted)),
        Count("experiment_controls", "Control customers", "First assignments to the arm control.", Quantity.Flow(BuiltInMeasures.Controls)),
        Count("experiment_controls_converted", "Control customers who ordered", "Those of experiment_controls who ordered after it, up to as-of.", Quantity.Flow(BuiltInMeasures.ControlsConverted)),
    ];

    private static NamedMeasure Spend(string id, string title, SpendCategory category) =>
        Money(id, title, "Spread evenly over its days, the remainder on the last.", Quantities.Spend(category), Quantities.Spend(category));

    private static NamedMeasure Recurring(string id, string title, string description, Quantity quantity, MeasureNature nature) =>
        Of(id, title, description, MeasureUnit.Money, quantity) with { Scale = RecurringFold.PartsPerMinor, Nature = nature, Sample = quantity };
}
