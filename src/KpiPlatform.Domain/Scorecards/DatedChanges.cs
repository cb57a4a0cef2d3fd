using KpiPlatform.Domain.Periods;

namespace KpiPlatform.Domain.Scorecards;

/// <summary>What a change of definition touches of the past: dated weights and goals that it adds, alters or takes out.</summary>
public static class DatedChanges
{
    /// <summary>The local day from which each touched entry holds, with its field path in the new definition (of the list, if it was taken out).</summary>
    /// <param name="before">The definition in force.</param>
    /// <param name="after">The one that replaces it.</param>
    public static IEnumerable<(int Day, string Field)> Between(ScorecardDefinition before, ScorecardDefinition after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var (old, now) = (ListsOf(before), ListsOf(after));
        foreach (var (node, (field, entries)) in now)
        {
            var known = old.TryGetValue(node, out var list) ? list.Entries : [];
            for (var i = 0; i < entries.Count; i++)
            {
                if (!known.Contains(entries[i]))
                    yield return (LocalDay.Parse(entries[i].From, "from"), $"{field}[{i}].from");
            }

            foreach (var gone in known.Where(entry => !entries.Contains(entry)))
                yield return (LocalDay.Parse(gone.From, "from"), field);
        }
    }

    /// <summary>Every list of dated entries, by the node that it belongs to. Nodes that are gone take their past with them.</summary>
    private static Dictionary<string, (string Field, IReadOnlyList<IDated> Entries)> ListsOf(ScorecardDefinition definition)
    {
        var lists = new Dictionary<string, (string, IReadOnlyList<IDated>)>(StringComparer.Ordinal);
        for (var p = 0; p < definition.Perspectives.Count; p++)
        {
            var perspective = definition.Perspectives[p];
            var path = $"{ScorecardValidator.Root}.perspectives[{p}]";
            lists.Add($"w:{perspective.Id}", ($"{path}.dated_weights", perspective.DatedWeights));
            for (var o = 0; o < perspective.Objectives.Count; o++)
            {
                var objective = perspective.Objectives[o];
                var objectivePath = $"{path}.objectives[{o}]";
                lists.Add($"w:{perspective.Id}/{objective.Id}", ($"{objectivePath}.dated_weights", objective.DatedWeights));
                for (var i = 0; i < objective.Indicators.Count; i++)
                {
                    var indicator = objective.Indicators[i];
                    var indicatorPath = $"{objectivePath}.indicators[{i}]";
                    var node = $"{perspective.Id}/{objective.Id}/{indicator.EffectiveId()}";
                    lists.Add($"w:{node}", ($"{indicatorPath}.dated_weights", indicator.DatedWeights));
                    lists.Add($"t:{node}", ($"{indicatorPath}.dated_targets", indicator.DatedTargets));
                }
            }
        }

        return lists;
    }
}
