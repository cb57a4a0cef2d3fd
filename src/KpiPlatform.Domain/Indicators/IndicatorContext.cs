using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Tenants;
using NodaTime;

namespace KpiPlatform.Domain.Indicators;

/// <summary>What an indicator is evaluated for: tenant, period, instant and dimension value. Immutable.</summary>
public sealed record IndicatorContext
{
    /// <summary>The period and the instant as of which it is looked at.</summary>
    public required EvaluationWindow Window { get; init; }

    /// <summary>The tenant's calendar.</summary>
    public required TenantCalendar Calendar { get; init; }

    /// <summary>The tenant's currency.</summary>
    public required Currency Currency { get; init; }

    /// <summary>Version of the tenant's definition behind the cells.</summary>
    public long DefinitionVersion { get; init; } = 1;

    /// <summary>When what the tenant counts last changed; null if it never did.</summary>
    public Instant? ChangedAt { get; init; }

    /// <summary><see cref="ChangedAt"/>, if that is after the instant looked at; else null.</summary>
    public Instant? ChangedSince => ChangedAt > Window.AsOf ? ChangedAt : null;

    /// <summary>Latest occurrence behind the cells; null if there is none, or while planning.</summary>
    public Instant? NewestEventAt { get; init; }

    /// <summary>The part of the tenant looked at; by default the whole.</summary>
    public DimensionValue Dimension { get; init; } = DimensionValue.Whole;

    /// <summary>The tenant's settings, for what it declared; by default those of a tenant that declared nothing.</summary>
    public TenantSettings Settings { get; init; } = new();

    /// <summary>Whether the period begins before the day from which on the tenant's facts are kept.</summary>
    public bool BeforeCoverage => Window.Period.FromDay < Settings.CoverageFromDay;

    /// <summary>The same for the period before, cut to the same elapsed days where this one is partial.</summary>
    public IndicatorContext Previous() => this with { Window = Window.Previous(Calendar) };

    /// <summary>A context for a tenant's period.</summary>
    public static IndicatorContext Of(TenantDefinition tenant, KpiPeriod period, Instant asOf)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        return new()
        {
            Window = EvaluationWindow.Of(tenant.Calendar, period, asOf),
            Calendar = tenant.Calendar,
            Currency = Currency.Of(tenant.Settings.Currency),
            DefinitionVersion = tenant.Version,
            ChangedAt = tenant.ChangedAt,
            Settings = tenant.Settings,
        };
    }
}
