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

    /// <summary>Perspectives that changed, each with only those objectives and indicators that changed.</summary>
    public required IReadOnlyList<PerspectiveResult> Perspectives { get; init; }

    /// <summary>
    /// Whether a difference can say what changed: same definition and period, and both open or both over. Otherwise a watcher
    /// needs a snapshot.
    /// </summary>
    public static bool CanExpress(EvaluatedScorecard before, EvaluatedScorecard after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        return before.DefinitionVersion == after.DefinitionVersion
            && before.Period == after.Period
            && before.Partial == after.Partial
            && string.Equals(before.Title, after.Title, StringComparison.Ordinal);
    }

    /// <summary>What changed, or null if nothing did.</summary>
    /// <exception cref="ArgumentException">A difference cannot express it; see <see cref="CanExpress"/>.</exception>
    public static ScorecardDifference? Between(EvaluatedScorecard before, EvaluatedScorecard after)
    {
        if (!CanExpress(before, after))
            throw new ArgumentException($"Version {after.DefinitionVersion} of {after.Period.Label} cannot be told as a difference to version {before.DefinitionVersion} of {before.Period.Label}.", nameof(after));
        var perspectives = before.Perspectives.Zip(after.Perspectives, Changed).OfType<PerspectiveResult>().ToList();
        if (perspectives.Count == 0 && before with { AsOf = after.AsOf, Perspectives = after.Perspectives } == after)
            return null;
        return new() { AsOf = after.AsOf, Performance = after.Performance, Status = after.Status, Coverage = after.Coverage, Perspectives = perspectives };
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
            Coverage = Coverage,
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
