namespace KpiPlatform.Domain.Scorecards;

/// <summary>An initiative with what its work is worth so far. Immutable.</summary>
public sealed record InitiativeResult
{
    /// <summary>Id within the scorecard.</summary>
    public required string Id { get; init; }

    /// <summary>Title; the id if it has none.</summary>
    public required string Title { get; init; }

    /// <summary>Who answers for it.</summary>
    public string Owner { get; init; } = string.Empty;

    /// <summary>Path of the objective that it serves; empty for the whole.</summary>
    public string Objective { get; init; } = string.Empty;

    /// <summary>In whole units of the tenant's currency.</summary>
    public double? Budget { get; init; }

    /// <summary>In whole units of the tenant's currency.</summary>
    public double? Spent { get; init; }

    /// <summary>Percent of the work done.</summary>
    public double? Progress { get; init; }

    /// <summary>Local date; empty if not said.</summary>
    public string StartDate { get; init; } = string.Empty;

    /// <summary>Local date; empty if not said.</summary>
    public string EndDate { get; init; } = string.Empty;

    /// <summary>budget × progress / 100: what the work done was to cost; null without both.</summary>
    public double? EarnedValue { get; init; }

    /// <summary>earned value − spent: below 0 the work done has cost more than it was to; null without both.</summary>
    public double? CostVariance { get; init; }

    /// <summary>Computes it.</summary>
    public static InitiativeResult Of(InitiativeDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var earned = definition.Budget * definition.Progress / 100;
        return new()
        {
            Id = definition.Id,
            Title = definition.Title.Length > 0 ? definition.Title : definition.Id,
            Owner = definition.Owner,
            Objective = definition.Objective,
            Budget = definition.Budget,
            Spent = definition.Spent,
            Progress = definition.Progress,
            StartDate = definition.StartDate,
            EndDate = definition.EndDate,
            EarnedValue = earned,
            CostVariance = earned - definition.Spent,
        };
    }
}
