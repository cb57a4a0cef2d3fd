using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Tenants;
using NodaTime;

namespace KpiPlatform.Grains.Abstractions.Measures;

/// <summary>What answers a query: live cells, or the journal.</summary>
public static class MeasuresQueryContent
{
    /// <summary>Whether any of it is folded from the journal, which holds the facts of all customers whatever shard they count in.</summary>
    public static bool RestsOnJournal(this MeasuresQuery query, TenantDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(definition);
        return query.CustomFromDay is not null
            || query.IsBefore(definition)
            || query.AsksForUncounted(definition)
            || Array.Exists(query.Ranges, range => PerformanceMeasures.Holds(new SeriesKey(range.Series).Measure));
    }

    /// <summary>Whether it is as of an instant that the tenant's cells do not answer for.</summary>
    public static bool IsBefore(this MeasuresQuery query, TenantDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(definition);
        return query.IsBeforeCells ?? (query.AsOfTicks is { } ticks && Instant.FromUnixTimeTicks(ticks) < definition.CompleteFrom);
    }

    /// <summary>Whether it asks for measures that are newer than the tenant's cells.</summary>
    public static bool AsksForUncounted(this MeasuresQuery query, TenantDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(definition);
        return Array.Exists(query.Ranges, range => !IsCounted(range.Series)) || Array.Exists(query.Spans ?? [], span => !IsCounted(span.First));

        bool IsCounted(ulong series) => CatalogueHistory.Counts(definition.CatalogueVersion, new SeriesKey(series).Measure);
    }
}
