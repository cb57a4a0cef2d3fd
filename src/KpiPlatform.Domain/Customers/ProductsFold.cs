using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;

namespace KpiPlatform.Domain.Customers;

/// <summary>
/// Which categories the customer has bought and how high in each product family: cross-selling and up-selling to those who had
/// ordered before the period. An order is compared with the orders before it, not with itself.
/// </summary>
internal sealed class ProductsFold
{
    private SortedSet<ulong> _categories = [];
    private SortedDictionary<ulong, int> _tiers = [];
    private int? _lastCrossDay;
    private int? _lastUpDay;

    /// <summary>Counts an order.</summary>
    /// <param name="lines">Its lines.</param>
    /// <param name="day">Its local day.</param>
    /// <param name="firstOrderDay">Day of the customer's first order, which may be this one.</param>
    /// <param name="context">The tenant's.</param>
    /// <param name="sink">Where to emit.</param>
    public void Apply(IReadOnlyList<OrderLine> lines, int day, int firstOrderDay, FoldContext context, ContributionSink sink)
    {
        var categories = lines.Where(line => line.Category.Length > 0).Select(line => Pseudonym.Of(line.Category)).ToHashSet();
        var tiers = lines.Where(line => line is { Tier: > 0, Family.Length: > 0 })
            .GroupBy(line => Pseudonym.Of(line.Family))
            .Select(family => (Family: family.Key, Tier: family.Max(line => line.Tier)))
            .ToList();
        if (categories.Any(category => !_categories.Contains(category)))
            Count(BuiltInMeasures.CrossBuyers, ref _lastCrossDay, day, firstOrderDay, context, sink);

        // A family new to the customer is no step up.
        if (tiers.Exists(bought => _tiers.TryGetValue(bought.Family, out var highest) && bought.Tier > highest))
            Count(BuiltInMeasures.UpBuyers, ref _lastUpDay, day, firstOrderDay, context, sink);
        _categories.UnionWith(categories);
        foreach (var (family, tier) in tiers)
            _tiers[family] = Math.Max(tier, _tiers.GetValueOrDefault(family));
    }

    public ProductsFold Clone()
    {
        var clone = (ProductsFold)MemberwiseClone();
        clone._categories = [.. _categories];
        clone._tiers = new(_tiers);
        return clone;
    }

    public void Write(StateWriter writer)
    {
        writer.Unsigned((ulong)_categories.Count);
        foreach (var category in _categories)
            writer.Fixed64(category);
        writer.Unsigned((ulong)_tiers.Count);
        foreach (var (family, tier) in _tiers)
        {
            writer.Fixed64(family);
            writer.Signed(tier);
        }

        writer.OptionalDay(_lastCrossDay);
        writer.OptionalDay(_lastUpDay);
    }

    public static ProductsFold Read(ref StateReader reader)
    {
        var fold = new ProductsFold();
        var categories = reader.Count();
        for (var i = 0; i < categories; i++)
            fold._categories.Add(reader.Fixed64());
        var families = reader.Count();
        for (var i = 0; i < families; i++)
            fold._tiers[reader.Fixed64()] = reader.Int();
        fold._lastCrossDay = reader.OptionalDay();
        fold._lastUpDay = reader.OptionalDay();
        return fold;
    }

    private static void Count(MeasureId measure, ref int? lastDay, int day, int firstOrderDay, FoldContext context, ContributionSink sink)
    {
        for (var g = 0; g < context.Periods.Count; g++)
        {
            var start = context.Periods.Start(g, day);
            if (context.Periods.Keeps(start) && firstOrderDay < start && !(lastDay >= start))
                sink.Add(measure, context.Periods[g], day, 1);
        }

        lastDay = day;
    }
}
