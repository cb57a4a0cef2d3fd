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
            .ToHashSet(StringComparer.Ordinal);
        Indicators = TenantIndicators.Of(settings);
    }

    /// <summary>The tenant's number.</summary>
    public TenantNumber Tenant { get; }

    /// <summary>From 1.</summary>
    public int Version { get; }

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
