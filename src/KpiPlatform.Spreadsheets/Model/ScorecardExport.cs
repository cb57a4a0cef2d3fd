using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Scorecards;
using NodaTime;

namespace KpiPlatform.Spreadsheets.Model;

/// <summary>Everything that a workbook, a CSV file or a report of one scorecard says. Immutable.</summary>
public sealed record ScorecardExport
{
    /// <summary>The tenant.</summary>
    public required TenantId Tenant { get; init; }

    /// <summary>Id of the scorecard.</summary>
    public required ScorecardId Scorecard { get; init; }

    /// <summary>The tenant's calendar: local dates and times are its.</summary>
    public required TenantCalendar Calendar { get; init; }

    /// <summary>ISO 4217 code of the tenant's currency.</summary>
    public required string Currency { get; init; }

    /// <summary>The values.</summary>
    public required EvaluatedScorecard Values { get; init; }

    /// <summary>The definition that <see cref="Values"/> were made under.</summary>
    public required ScorecardDefinition Definition { get; init; }

    /// <summary>
    /// The definition whose goals the sheet Targets shows: the one in force as of the instant asked for, which in a closed period is not
    /// that of the values.
    /// </summary>
    public required ScorecardDefinition Goals { get; init; }

    /// <summary>Every indicator, in the order of <see cref="Definition"/>.</summary>
    public required IReadOnlyList<ExportedIndicator> Indicators { get; init; }

    /// <summary>The periods of the series, oldest first; the last one is the period of the values where that is a calendar period.</summary>
    public required IReadOnlyList<KpiPeriod> Periods { get; init; }

    /// <summary>Numbers that people entered, by time.</summary>
    public IReadOnlyList<EnteredObservation> Observations { get; init; } = [];

    /// <summary>Older observations that were left out because there are too many.</summary>
    public int ObservationsLeftOut { get; init; }

    /// <summary>When it was made.</summary>
    public required Instant GeneratedAt { get; init; }

    /// <summary>What was known at an earlier instant was asked for.</summary>
    public bool IsAsOf { get; init; }

    /// <summary>What to call it; never empty.</summary>
    public string Title => Values.Title.Length > 0 ? Values.Title : Formatting.Words.Title(Scorecard.Value);
}
