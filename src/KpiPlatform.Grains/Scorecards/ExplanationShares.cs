using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Scorecards;

namespace KpiPlatform.Grains.Scorecards;

/// <summary>Adds up who has which part in a change, and ranks them.</summary>
internal sealed class ExplanationShares
{
    /// <summary>Most shares of one grouping; the rest is gathered under the empty name, so that all still sum to the change.</summary>
    private const int MaxShares = 1_000;

    private readonly Dictionary<string, double> _indicators = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> _customers = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Customer, string Source, string Id), double> _interactions = [];

    /// <summary>Part of the change that could not be put down to interactions.</summary>
    public double Unattributed { get; private set; }

    /// <summary>By indicator.</summary>
    public IReadOnlyList<ExplanationShare> ByIndicator => Ranked(_indicators, key => key.Length == 0, key => new() { Indicator = key, Change = 0 });

    /// <summary>By customer.</summary>
    public IReadOnlyList<ExplanationShare> ByCustomer => Ranked(_customers, key => key.Length == 0, key => new() { Customer = key, Change = 0 });

    /// <summary>By interaction.</summary>
    public IReadOnlyList<ExplanationShare> ByInteraction =>
        Ranked(_interactions, key => key == default || key.Source.Length == 0, key => new() { Customer = key.Customer, Source = key.Source, Interaction = key.Id, Change = 0 });

    /// <summary>Takes in the steps of an event.</summary>
    public void Add(IReadOnlyList<ExplanationStep> steps)
    {
        foreach (var step in steps)
            _indicators[step.Indicator] = _indicators.GetValueOrDefault(step.Indicator) + step.Change;
    }

    /// <summary>Takes in what an interaction changed.</summary>
    public void Add(ListedRow row, double change)
    {
        var interaction = InteractionCodec.Decode(row.Row.Interaction);
        var customer = row.CustomerId?.Value ?? string.Empty;
        _customers[customer] = _customers.GetValueOrDefault(customer) + change;
        var key = (customer, interaction.Source, interaction.Id);
        _interactions[key] = _interactions.GetValueOrDefault(key) + change;
    }

    /// <summary>Takes in what no customer did.</summary>
    public void AddWithoutCustomer(double change)
    {
        _customers[string.Empty] = _customers.GetValueOrDefault(string.Empty) + change;
        var nobody = (string.Empty, string.Empty, string.Empty);
        _interactions[nobody] = _interactions.GetValueOrDefault(nobody) + change;
    }

    /// <summary>Takes in what customers did, too many to tell apart.</summary>
    public void AddUnattributed(double change)
    {
        Unattributed += change;
        AddWithoutCustomer(change);
    }

    private static List<ExplanationShare> Ranked<TKey>(Dictionary<TKey, double> changes, Func<TKey, bool> isRest, Func<TKey, ExplanationShare> named)
        where TKey : notnull
    {
        var ranked = changes
            .Where(entry => !isRest(entry.Key) && entry.Value != 0)
            .Select(entry => named(entry.Key) with { Change = entry.Value })
            .OrderByDescending(share => Math.Abs(share.Change))
            .ToList();
        var rest = changes.Where(entry => isRest(entry.Key)).Sum(entry => entry.Value) + ranked.Skip(MaxShares).Sum(share => share.Change);
        var shares = ranked.Take(MaxShares).ToList();
        if (rest != 0)
            shares.Add(new() { Change = rest });
        return shares;
    }
}
