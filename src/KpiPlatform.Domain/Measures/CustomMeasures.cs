using System.Collections.Frozen;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Tenants;

namespace KpiPlatform.Domain.Measures;

/// <summary>All measures of a tenant that count, by the kinds of interaction that they take. Immutable, thread-safe.</summary>
public sealed class CustomMeasures
{
    private readonly FrozenDictionary<InteractionKind, CustomMeasure[]> _byKind;

    private CustomMeasures(IReadOnlyList<CustomMeasure> measures)
    {
        All = measures;
        _byKind = measures.SelectMany(measure => measure.Definition.Kinds.Select(kind => (kind, measure)))
            .GroupBy(pair => pair.kind, pair => pair.measure)
            .ToFrozenDictionary(group => group.Key, group => group.ToArray());
    }

    /// <summary>All of them, in the order of the settings.</summary>
    public IReadOnlyList<CustomMeasure> All { get; }

    /// <summary>Keys of the customer's attributes that they look at.</summary>
    public IEnumerable<string> Attributes => All.SelectMany(measure => measure.Attributes);

    /// <summary>Those of a tenant; null if it has none.</summary>
    public static CustomMeasures? Of(TenantSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var currency = Currency.Of(settings.Currency);
        var measures = settings.Measures.Where(definition => definition.Aggregation != CustomMeasureAggregation.Ratio).Select(definition => new CustomMeasure(definition, currency)).ToList();
        return measures.Count == 0 ? null : new(measures);
    }

    /// <summary>Those that take a kind; not to be changed.</summary>
    internal CustomMeasure[] Of(InteractionKind kind) => _byKind.GetValueOrDefault(kind, []);
}
