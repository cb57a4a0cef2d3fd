using KpiPlatform.Domain.Tenants;

namespace KpiPlatform.Domain.Measures;

/// <summary>Changes to the list of a tenant's measures. Pure: settings in, settings out.</summary>
public static class CustomMeasureSet
{
    /// <summary>Settings with a measure added, or in the place of the one of its id. It keeps its numbers as long as it counts the same.</summary>
    /// <param name="settings">Settings in force.</param>
    /// <param name="measure">A checked definition.</param>
    public static TenantSettings Put(TenantSettings settings, CustomMeasureDefinition measure)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(measure);
        var existing = settings.Measures.FirstOrDefault(one => string.Equals(one.Id, measure.Id, StringComparison.Ordinal));
        var numbers = settings.MeasureNumbers;
        var first = existing?.FirstNumber ?? 0;
        if (existing is null || !existing.CountsSameAs(measure))
            numbers = numbers.Allot(measure.Aggregation, out first);
        measure = measure with { FirstNumber = first };
        return settings with
        {
            MeasureNumbers = numbers,
            Measures = existing is null
                ? [.. settings.Measures, measure]
                : [.. settings.Measures.Select(one => ReferenceEquals(one, existing) ? measure : one)],
        };
    }

    /// <summary>Settings without a measure. Its numbers are not given out again.</summary>
    public static TenantSettings Remove(TenantSettings settings, string id)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings with { Measures = [.. settings.Measures.Where(one => !string.Equals(one.Id, id, StringComparison.Ordinal))] };
    }

    /// <summary>Whether past interactions count the same under both: the same cells for the same interactions, whatever they are called.</summary>
    public static bool CountSame(IReadOnlyList<CustomMeasureDefinition> before, IReadOnlyList<CustomMeasureDefinition> after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var numbers = after.Where(Counts).ToDictionary(measure => measure.FirstNumber);
        return before.Count(Counts) == numbers.Count
            && before.Where(Counts).All(measure => numbers.TryGetValue(measure.FirstNumber, out var same) && same.CountsSameAs(measure));
    }

    private static bool Counts(CustomMeasureDefinition measure) => measure.Aggregation != CustomMeasureAggregation.Ratio;
}
