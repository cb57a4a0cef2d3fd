using KpiPlatform.Domain.Identity;
using static KpiPlatform.Domain.FieldChecks;

namespace KpiPlatform.Domain.Scorecards;

/// <summary>Checks a strategy map: its lines join objectives of the scorecard and lead nowhere in a circle.</summary>
internal static class StrategyMapChecks
{
    private const int MaxLinks = 500;

    /// <summary>Checks the map of a scorecard.</summary>
    public static void Check(ScorecardDefinition definition, string path)
    {
        var links = definition.StrategyMap;
        RequireCount(links.Count, 0, MaxLinks, "lines of the strategy map", path);
        var objectives = PathsOf(definition);
        var effects = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        for (var i = 0; i < links.Count; i++)
        {
            RequireObjective(objectives, links[i].Cause, $"{path}[{i}].cause");
            RequireObjective(objectives, links[i].Effect, $"{path}[{i}].effect");
            RequireText(links[i].Description, ScorecardLimits.MaxTitleBytes, $"{path}[{i}].description");
            if (!effects.TryGetValue(links[i].Cause, out var known))
                effects.Add(links[i].Cause, known = []);
            if (known.Contains(links[i].Effect, StringComparer.Ordinal))
                throw Invalid("DUPLICATE_LINK", $"{links[i].Cause} leads to {links[i].Effect} already.", $"{path}[{i}]");
            if (WayBack(effects, links[i].Effect, links[i].Cause) is { } way)
                throw Invalid("STRATEGY_CYCLE", $"Cause and effect go round in a circle: {links[i].Cause} → {string.Join(" → ", way)}. Take one of these lines out.", $"{path}[{i}]");
            known.Add(links[i].Effect);
        }
    }

    /// <summary>Paths of all objectives, "perspective/objective".</summary>
    internal static HashSet<string> PathsOf(ScorecardDefinition definition) =>
        definition.Perspectives
            .SelectMany(perspective => perspective.Objectives.Select(objective => $"{perspective.Id}/{objective.Id}"))
            .ToHashSet(StringComparer.Ordinal);

    /// <summary>Refuses a path that names no objective.</summary>
    internal static void RequireObjective(HashSet<string> objectives, string path, string field)
    {
        if (!objectives.Contains(path))
            throw Invalid("UNKNOWN_OBJECTIVE", $"\"{DisplayText.Of(path)}\" is no objective of this scorecard: write \"perspective/objective\" with their ids.", field);
    }

    /// <summary>The way from one objective to another, or null if there is none.</summary>
    private static List<string>? WayBack(Dictionary<string, List<string>> effects, string from, string to)
    {
        var cameFrom = new Dictionary<string, string>(StringComparer.Ordinal) { [from] = string.Empty };
        var queue = new Queue<string>([from]);
        while (queue.TryDequeue(out var at))
        {
            if (string.Equals(at, to, StringComparison.Ordinal))
            {
                var way = new List<string>();
                for (var step = at; step.Length > 0; step = cameFrom[step])
                    way.Insert(0, step);
                return way;
            }

            foreach (var next in effects.GetValueOrDefault(at) ?? [])
            {
                if (cameFrom.TryAdd(next, at))
                    queue.Enqueue(next);
            }
        }

        return null;
    }
}
