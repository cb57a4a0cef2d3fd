namespace KpiPlatform.Domain.Scorecards;

/// <summary>Work that is to move an objective, with its budget.</summary>
public sealed record InitiativeDefinition
{
    /// <summary>1 to 64 characters of a-z, 0-9, "-" and "_"; unique in the scorecard.</summary>
    public string Id { get; init; } = string.Empty;

    /// <summary>At most 200 bytes.</summary>
    public string Title { get; init; } = string.Empty;

    /// <summary>Who answers for it; at most 200 bytes.</summary>
    public string Owner { get; init; } = string.Empty;

    /// <summary>Path of the objective that it serves, "perspective/objective"; empty for the scorecard as a whole.</summary>
    public string Objective { get; init; } = string.Empty;

    /// <summary>What it may cost, in whole units of the tenant's currency; 0 or more.</summary>
    public double? Budget { get; init; }

    /// <summary>What it has cost so far; 0 or more.</summary>
    public double? Spent { get; init; }

    /// <summary>How much of the work is done, in percent, 0 to 100.</summary>
    public double? Progress { get; init; }

    /// <summary>Local date of its start; empty if not said.</summary>
    public string StartDate { get; init; } = string.Empty;

    /// <summary>Local date of its end; after the start.</summary>
    public string EndDate { get; init; } = string.Empty;
}
