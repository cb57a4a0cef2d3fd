using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;
using NodaTime;

namespace KpiPlatform.Domain.Tenants;

/// <summary>
/// Everything of a tenant that decides how its interactions count. Immutable; a change makes a new one with a higher
/// <see cref="Version"/>. Valid by construction through TenantSettings; safe to share between threads.
/// </summary>
public sealed class TenantDefinition
{
    private readonly Dictionary<string, SurveyDefinition> _surveys;
    private readonly HashSet<InteractionKind> _baseKinds;

    /// <summary>Creates one from checked settings.</summary>
    public TenantDefinition(TenantNumber tenant, int version, TenantSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        Tenant = tenant;
        Version = version;
        Settings = settings;
        Calendar = new TenantCalendar(DateTimeZoneProviders.Tzdb[settings.TimeZone], settings.FiscalYearStartMonth);
        _surveys = settings.Surveys.ToDictionary(survey => survey.Id, StringComparer.Ordinal);
        _baseKinds = [.. settings.BaseActivityKinds];
        CustomMeasures = CustomMeasures.Of(settings);
        FactAttributes = settings.Dimensions
            .Where(dimension => dimension.Source.StartsWith("attribute:", StringComparison.Ordinal))
            .Select(dimension => dimension.Source["attribute:".Length..])
            .Concat(CustomMeasures?.Attributes ?? [])
            .Concat(settings.TargetSegment is { } segment ? [segment.Attribute] : [])
            .ToHashSet(StringComparer.Ordinal);
        Indicators = TenantIndicators.Of(settings);
    }

    /// <summary>The tenant's number.</summary>
    public TenantNumber Tenant { get; }

    /// <summary>From 1.</summary>
    public int Version { get; }

    /// <summary>The generation of cells that holds what was counted under it; versions under which everything counts the same share one.</summary>
    public int Generation { get; init; }

    /// <summary>The catalogue of built-in measures that its cells hold.</summary>
    public int CatalogueVersion { get; init; } = CatalogueHistory.Current;

    /// <summary>
    /// From when on the cells answer "what did we know then": their past was counted up to this instant. Null: from the beginning.
    /// Earlier instants are answered from the journal.
    /// </summary>
    public Instant? CompleteFrom { get; init; }

    /// <summary>
    /// When what values are computed from last changed: what counts, or a formula of the tenant's own. Null: never since the tenant's first
    /// interaction. What was known at an earlier instant is answered as it counts today.
    /// </summary>
    public Instant? ChangedAt { get; init; }

    /// <summary>Spans of days that scorecards of the tenant have closed: what people decide there is decided.</summary>
    public IReadOnlyList<ClosedDays> ClosedDays { get; init; } = [];

    /// <summary>The definition that the tenant is being counted anew under; null if none is. Customers that are done count under both.</summary>
    public TenantDefinition? Next { get; init; }

    /// <summary>The definition read until a moment ago; null if none is. Customers go on counting under it until nobody can be reading it.</summary>
    public TenantDefinition? Previous { get; init; }

    /// <summary>Whether the tenant takes calls.</summary>
    public TenantStanding Standing { get; init; } = TenantStanding.Active;

    /// <summary>How much of the platform it may take.</summary>
    public TenantQuotas Quotas { get; init; } = TenantQuotas.Default;

    /// <summary>What new interactions are checked against: the definition asked for last.</summary>
    public TenantDefinition Newest => Next ?? this;

    /// <summary>Numbers of the shards of measures that hold its cells together: a cell is the sum of what they have of it.</summary>
    public IEnumerable<int> MeasuresShards => Enumerable.Range(Measures.MeasuresShard.Of(Generation), Settings.MeasuresShards);

    /// <summary>Number of the shard of measures that a customer counts in.</summary>
    /// <param name="customer">The customer; of those that count as one, the survivor.</param>
    public int ShardOf(CustomerNumber customer) => Measures.MeasuresShard.Of(Generation, Measures.MeasuresShard.IndexOf(customer, Settings.MeasuresShards));

    /// <summary>The definition of a generation among this one, the next and the previous; null if it is none of them.</summary>
    public TenantDefinition? OfGeneration(int generation)
    {
        if (generation == Generation)
            return this;
        if (generation == Next?.Generation)
            return Next;
        return generation == Previous?.Generation ? Previous : null;
    }

    /// <summary>The settings behind it.</summary>
    public TenantSettings Settings { get; }

    /// <summary>Local days and periods.</summary>
    public TenantCalendar Calendar { get; }

    /// <summary>The tenant's own measures that count; null if it has none.</summary>
    public CustomMeasures? CustomMeasures { get; }

    /// <summary>Attributes that a dimension is declared on, or that a measure looks at: they stay with the facts, all others are personal.</summary>
    public IReadOnlySet<string> FactAttributes { get; }

    /// <summary>The indicators that there are for the tenant: built-in and its own.</summary>
    public TenantIndicators Indicators { get; }

    /// <summary>A declared survey, or null.</summary>
    public SurveyDefinition? Survey(string id) => _surveys.GetValueOrDefault(id);

    /// <summary>Whether an interaction of this kind keeps a customer in the base.</summary>
    public bool IsBaseActivity(InteractionKind kind) => _baseKinds.Contains(kind);
}
