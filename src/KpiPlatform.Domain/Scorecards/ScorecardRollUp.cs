using KpiPlatform.Domain.Periods;

namespace KpiPlatform.Domain.Scorecards;

/// <summary>A scorecard from the results of its indicators. What rolls up is performance, never progress.</summary>
/// <remarks>
/// The lagging indicators make the performance; the leading ones roll up beside it with the same weights. What has no lagging (or
/// leading) indicator below that still counts is no child of that roll-up: it is not missing, there is nothing to miss.
/// </remarks>
public static class ScorecardRollUp
{
    /// <summary>Rolls up.</summary>
    /// <param name="definition">A checked definition.</param>
    /// <param name="window">Period and instant.</param>
    /// <param name="results">One for each indicator, in the order of the definition.</param>
    public static EvaluatedScorecard Of(ScorecardDefinition definition, EvaluationWindow window, IReadOnlyList<IndicatorResult> results)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(window);
        ArgumentNullException.ThrowIfNull(results);
        var builder = new Builder(definition, window.JudgedDay, results);
        var perspectives = definition.Perspectives.Select(builder.PerspectiveOf).ToList();
        var top = builder.NodeOf(definition.RollUp, definition.MissingData, [.. perspectives.Select(child => child.Node)]);
        return new()
        {
            Title = definition.Title,
            Period = window.Period,
            AsOf = window.AsOf,
            Performance = top.Lagging?.Performance,
            Status = top.Status,
            StatusLabel = top.Label,
            Coverage = top.Lagging?.Coverage ?? 0,
            LeadingPerformance = top.Leading?.Performance,
            LeadingStatus = top.LeadingStatus,
            LeadingCoverage = top.Leading?.Coverage ?? 0,
            Perspectives = [.. perspectives.Select(child => child.Result)],
            DefinitionVersion = definition.Version,
            Partial = window.IsPartial,
            Initiatives = [.. definition.Initiatives.Select(InitiativeResult.Of)],
        };
    }

    /// <summary>A node's roll-ups; one is null if nothing below takes part in it.</summary>
    private readonly record struct Node(
        double Weight,
        (double? Performance, double Coverage)? Lagging,
        (double? Performance, double Coverage)? Leading,
        Status Status,
        string Label,
        Status LeadingStatus);

    private sealed class Builder(ScorecardDefinition definition, int day, IReadOnlyList<IndicatorResult> results)
    {
        private int _next;

        public (PerspectiveResult Result, Node Node) PerspectiveOf(PerspectiveDefinition perspective)
        {
            var objectives = perspective.Objectives.Select(ObjectiveOf).ToList();
            var node = NodeOf(perspective.RollUp, perspective.MissingData, [.. objectives.Select(child => child.Node)]) with { Weight = perspective.WeightOn(day) };
            var result = new PerspectiveResult
            {
                Id = perspective.Id,
                Title = perspective.Title,
                Weight = node.Weight,
                Performance = node.Lagging?.Performance,
                Status = node.Status,
                StatusLabel = node.Label,
                Coverage = node.Lagging?.Coverage ?? 0,
                LeadingPerformance = node.Leading?.Performance,
                LeadingStatus = node.LeadingStatus,
                LeadingCoverage = node.Leading?.Coverage ?? 0,
                Objectives = [.. objectives.Select(child => child.Result)],
            };
            return (result, node);
        }

        public Node NodeOf(RollUpMethod method, MissingDataPolicy missing, IReadOnlyList<Node> children) => NodeOf(
            method,
            missing,
            [.. children.Where(child => child.Lagging is not null).Select(child => new RollUpChild(child.Weight, child.Lagging!.Value.Performance, child.Lagging.Value.Coverage))],
            [.. children.Where(child => child.Leading is not null).Select(child => new RollUpChild(child.Weight, child.Leading!.Value.Performance, child.Leading.Value.Coverage))]);

        private (ObjectiveResult Result, Node Node) ObjectiveOf(ObjectiveDefinition objective)
        {
            var indicators = new List<IndicatorResult>(objective.Indicators.Count);
            for (var i = 0; i < objective.Indicators.Count; i++)
                indicators.Add(results[_next++]);
            var node = NodeOf(objective.RollUp, objective.MissingData, Children(indicators, IndicatorRole.Lagging), Children(indicators, IndicatorRole.Leading)) with
            {
                Weight = objective.WeightOn(day),
            };
            var result = new ObjectiveResult
            {
                Id = objective.Id,
                Title = objective.Title,
                Weight = node.Weight,
                Performance = node.Lagging?.Performance,
                Status = node.Status,
                StatusLabel = node.Label,
                Coverage = node.Lagging?.Coverage ?? 0,
                LeadingPerformance = node.Leading?.Performance,
                LeadingStatus = node.LeadingStatus,
                LeadingCoverage = node.Leading?.Coverage ?? 0,
                Retired = ScorecardDefinitionExtensions.IsRetired(objective.RetiredOn, day),
                Owner = objective.Owner,
                Indicators = indicators,
            };
            return (result, node);
        }

        private Node NodeOf(RollUpMethod method, MissingDataPolicy missing, List<RollUpChild> lagging, List<RollUpChild> leading)
        {
            (double? Performance, double Coverage)? laggingUp = lagging.Count == 0 ? null : RollUp.Of(lagging, method, missing);
            (double? Performance, double Coverage)? leadingUp = leading.Count == 0 ? null : RollUp.Of(leading, method, missing);
            var (status, label) = StatusOf(laggingUp);
            return new(IndicatorGoal.DefaultWeight, laggingUp, leadingUp, status, label, leadingUp is null ? Status.None : StatusOf(leadingUp).Status);
        }

        private (Status Status, string Label) StatusOf((double? Performance, double Coverage)? rolledUp) =>
            RollUp.StatusOf(rolledUp?.Performance, rolledUp?.Coverage ?? 0, definition.MinimumCoverage ?? RollUp.MinimumCoverage, definition.StatusRules);

        private static List<RollUpChild> Children(List<IndicatorResult> indicators, IndicatorRole role) =>
        [
            .. indicators
                .Where(indicator => indicator.Role == role && !indicator.Retired)
                .Select(indicator => new RollUpChild(indicator.Weight, indicator.Feeds ? indicator.Performance : null, indicator.Feeds ? 100 : 0)),
        ];
    }
}
