using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Tenants;

namespace KpiPlatform.Gateway.Sheets;

/// <summary>What observations of a tenant may be of: what is built in, what its own measures look at, what was observed before. A typing error would feed nothing, and nobody would be told.</summary>
/// <param name="definition">The tenant.</param>
/// <param name="observed">Names observed before.</param>
internal sealed class ObservableIds(TenantDefinition definition, IReadOnlySet<string> observed)
{
    private const string IndicatorField = "observation.indicator";

    /// <summary>Null if a name may be observed, else why not.</summary>
    /// <param name="id">The name.</param>
    public string? ProblemWith(string id)
    {
        if (TenantFactsFold.ObservedIds.Contains(id) || observed.Contains(id) || definition.Settings.Measures.Any(measure => LooksAt(measure, id)))
            return null;
        var known = string.Join(", ", TenantFactsFold.ObservedIds.Concat(observed).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(12));
        return definition.Indicators.Find(id) is not null
            ? $"{DisplayText.Of(id)} is computed from what is recorded; it cannot be entered. Entered are {known}."
            : $"Nothing is fed by observations of \"{DisplayText.Of(id)}\". Entered are {known}, and what measures of your own look at.";
    }

    private static bool LooksAt(CustomMeasureDefinition measure, string id)
    {
        if (!measure.Kinds.Contains(InteractionKind.Observation))
            return false;
        var conditions = measure.Conditions.Where(condition => condition.Contains(IndicatorField, StringComparison.Ordinal)).ToList();
        return conditions.Count == 0 || conditions.Exists(condition => condition.Contains(id, StringComparison.Ordinal));
    }
}
