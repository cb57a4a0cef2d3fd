using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;

namespace KpiPlatform.Domain.Customers;

/// <summary>
/// What members of the tenant's premium programme and others pay, by product. The discount of an order is shared out over its lines by
/// their totals, rounded once for each product.
/// </summary>
internal static class PremiumPrices
{
    /// <summary>Products of one order that are looked at, the first by id: each takes two cells, and an interaction has 256.</summary>
    public const int MaxProducts = 64;

    private const decimal MicroPerUnit = 1_000_000;

    public static void Emit(Purchase purchase, int day, LoyaltyFold? loyalty, FoldContext context, ContributionSink sink)
    {
        if (sink.IsNothing || context.Definition.Settings.PremiumProgramme is not { } programme || purchase.Lines.Count == 0)
            return;
        var isMember = loyalty?.IsMemberOf(programme) == true;
        var quantities = isMember ? BuiltInMeasures.MemberQuantity : BuiltInMeasures.OtherQuantity;
        var paid = isMember ? BuiltInMeasures.MemberPaidMinor : BuiltInMeasures.OtherPaidMinor;
        var kept = purchase.AmountMinor == 0 ? 1 : 1 - ((decimal)purchase.DiscountMinor / purchase.AmountMinor);
        var products = purchase.Lines.Where(line => line.Product.Length > 0)
            .GroupBy(line => line.Product, StringComparer.Ordinal)
            .OrderBy(product => product.Key, StringComparer.Ordinal)
            .Take(MaxProducts);
        foreach (var product in products)
        {
            var hash = WideMeasure.HashOf(product.Key);
            sink.Add(quantities.SeriesOf(hash), day, (long)product.Sum(line => line.Quantity * MicroPerUnit));
            sink.Add(paid.SeriesOf(hash), day, (long)Math.Round(product.Sum(line => line.TotalMinor) * kept, MidpointRounding.AwayFromZero));
        }
    }
}
