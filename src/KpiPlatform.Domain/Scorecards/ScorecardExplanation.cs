using KpiPlatform.Domain.Periods;
using NodaTime;

namespace KpiPlatform.Domain.Scorecards;

/// <summary>Why a scorecard's performance for a period changed between two instants. Immutable.</summary>
public sealed record ScorecardExplanation
{
    /// <summary>The period.</summary>
    public required KpiPeriod Period { get; init; }

    /// <summary>The score before is as of this instant.</summary>
    public required Instant From { get; init; }

    /// <summary>The score after is as of this instant.</summary>
    public required Instant To { get; init; }

    /// <summary>Performance as of <see cref="From"/>; null for none.</summary>
    public double? ScoreBefore { get; init; }

    /// <summary>Performance as of <see cref="To"/>; null for none.</summary>
    public double? ScoreAfter { get; init; }

    /// <summary>Score after − before, where none counts as 0; the steps sum to it.</summary>
    public double Change => (ScoreAfter ?? 0) - (ScoreBefore ?? 0);

    /// <summary>In the order in which it happened; within an event, indicators in the order of the scorecard.</summary>
    public required IReadOnlyList<ExplanationStep> Steps { get; init; }

    /// <summary>By indicator, the greatest change of either sign first.</summary>
    public required IReadOnlyList<ExplanationShare> ByIndicator { get; init; }

    /// <summary>By customer, the greatest first; what no customer did, and what is beyond the bounds of attribution, stands under the empty id.</summary>
    public required IReadOnlyList<ExplanationShare> ByCustomer { get; init; }

    /// <summary>By interaction, as by customer.</summary>
    public required IReadOnlyList<ExplanationShare> ByInteraction { get; init; }

    /// <summary>Commits recorded in between.</summary>
    public int Commits { get; init; }

    /// <summary>Neighbouring commits were merged into one step, because there were too many.</summary>
    public bool Merged { get; init; }

    /// <summary>Folded from the journal as the tenant counts now, because commits keep no differences of the period or the time.</summary>
    public bool Folded { get; init; }

    /// <summary>Local days of a step of time; more than 1 when there were too many days to be told apart.</summary>
    public int TimeStepDays { get; init; } = 1;

    /// <summary>Part of the change whose interactions were too many to be told apart.</summary>
    public double Unattributed { get; init; }
}
