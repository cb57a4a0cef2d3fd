using NodaTime;

namespace KpiPlatform.Domain.Scorecards;

/// <summary>What changed between two evaluations of the same scorecard. Nodes not named are unchanged. Immutable.</summary>
/// <remarks>
/// How recent a value is (as-of, newest event) is no change of a node: it moves with every evaluation. A watcher takes it from
/// the difference.
/// </remarks>
public sealed record ScorecardDifference
{
    /// <summary>As of when the later one was evaluated.</summary>
    public required Instant AsOf { get; init; }

    /// <summary>The scorecard's performance now.</summary>
    public double? Performance { get; init; }

    /// <summary>The scorecard's status now.</summary>
    public required Status Status { get; init; }

    /// <summary>The scorecard's coverage now.</summary>
    public required double Coverage { get; init; }

    /// <summary>What the rule that decided the status calls it.</summary>
    public string StatusLabel { get; init; } = string.Empty;

    /// <summary>Roll-up of the leading indicators now.</summary>
    public double? LeadingPerformance { get; init; }

    /// <summary>How the leading indicators stand now.</summary>
    public Status LeadingStatus { get; init; }

    /// <summary>Coverage of the leading indicators now.</summary>
    public double LeadingCoverage { get; init; }

    /// <summary>What arrived after the closing would add to the performance.</summary>
    public double? LatePerformanceAdjustment { get; init; }

    /// <summary>Perspectives that changed, each with only those objectives and indicators that changed.</summary>
    public required IReadOnlyList<PerspectiveResult> Perspectives { get; init; }

    /// <summary>
    /// Whether a difference can say what changed: same definition and period, both open or both over, and closed at the same time if at
    /// all. Otherwise a watcher needs a snapshot.
    /// </summary>
    public static bool CanExpress(EvaluatedScorecard before, EvaluatedScorecard after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        return before.DefinitionVersion == after.DefinitionVersion
            && before.Period == after.Period
            && before.Partial == after.Partial
            && before.ClosedAt == after.ClosedAt
            && before.Restated == after.Restated
            && before.CountingChangedAt == after.CountingChangedAt
            && string.Equals(before.Title, after.Title, StringComparison.Ordinal);
    }

    /// <summary>What changed, or null if nothing did.</summary>
    /// <exception cref="ArgumentException">A difference cannot express it; see <see cref="CanExpress"/>.</exception>
    public static ScorecardDifference? Between(EvaluatedScorecard before, EvaluatedScorecard after)
    {
        if (!CanExpress(before, after))
            throw new ArgumentException($"Version {after.DefinitionVersion} of {after.Period.Label} cannot be told as a difference to version {before.DefinitionVersion} of {before.Period.Label}.", nameof(after));
        var perspectives = before.Perspectives.Zip(after.Perspectives, Changed).OfType<PerspectiveResult>().ToList();

        // Initiatives change with the definition only.
        if (perspectives.Count == 0 && before with { AsOf = after.AsOf, Perspectives = after.Perspectives, Initiatives = after.Initiatives } == after)
            return null;
        return new()
        {
            AsOf = after.AsOf,
            Performance = after.Performance,
            Status = after.Status,
            StatusLabel = after.StatusLabel,
            Coverage = after.Coverage,
            LeadingPerformance = after.LeadingPerformance,
            LeadingStatus = after.LeadingStatus,
            LeadingCoverage = after.LeadingCoverage,
            LatePerformanceAdjustment = after.LatePerformanceAdjustment,
            Perspectives = perspectives,
        };
    }

    /// <summary>The later evaluation, from the earlier one and this difference; how recent unchanged values are stays as it was.</summary>
    public EvaluatedScorecard ApplyTo(EvaluatedScorecard before)
    {
        ArgumentNullException.ThrowIfNull(before);
        return before with
        {
            AsOf = AsOf,
            Performance = Performance,
            Status = Status,
            StatusLabel = StatusLabel,
            Coverage = Coverage,
            LeadingPerformance = LeadingPerformance,
            LeadingStatus = LeadingStatus,
            LeadingCoverage = LeadingCoverage,
            LatePerformanceAdjustment = LatePerformanceAdjustment,
            Perspectives = Merge(before.Perspectives, Perspectives, perspective => perspective.Id, (mine, changed) => changed with
            {
                Objectives = Merge(mine.Objectives, changed.Objectives, objective => objective.Id, (own, moved) => moved with
                {
                    Indicators = Merge(own.Indicators, moved.Indicators, indicator => indicator.Id, (_, indicator) => indicator),
                }),
            }),
        };
    }

    private static PerspectiveResult? Changed(PerspectiveResult before, PerspectiveResult after)
    {
        var objectives = before.Objectives.Zip(after.Objectives, Changed).OfType<ObjectiveResult>().ToList();
        return objectives.Count == 0 && before with { Objectives = after.Objectives } == after ? null : after with { Objectives = objectives };
    }

    private static ObjectiveResult? Changed(ObjectiveResult before, ObjectiveResult after)
    {
        var indicators = before.Indicators.Zip(after.Indicators).Where(pair => !pair.First.SaysSameAs(pair.Second)).Select(pair => pair.Second).ToList();
        return indicators.Count == 0 && before with { Indicators = after.Indicators } == after ? null : after with { Indicators = indicators };
    }

    private static List<T> Merge<T>(IReadOnlyList<T> before, IReadOnlyList<T> changed, Func<T, string> idOf, Func<T, T, T> merge)
    {
        var changes = changed.ToDictionary(idOf, StringComparer.Ordinal);
        return [.. before.Select(node => changes.TryGetValue(idOf(node), out var change) ? merge(node, change) : node)];
    }
}
