using Google.Protobuf.Collections;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Scorecards;

/// <summary>
/// A watched scorecard: a snapshot with the differences since. Not thread-safe.
/// </summary>
internal sealed class ScorecardState
{
    private Scorecard? _card;

    /// <summary>What to give back to the server to continue from here; empty at first.</summary>
    public string ResumeToken { get; private set; } = "";

    /// <summary>Takes a message in. Answers a copy of the scorecard as it is now, or null for a difference to nothing.</summary>
    public Scorecard? Apply(WatchScorecardResponse update)
    {
        ResumeToken = update.ResumeToken;
        if (update.UpdateCase == WatchScorecardResponse.UpdateOneofCase.Snapshot)
            _card = update.Snapshot.Clone();
        else if (update.Difference is { } difference && _card is not null)
            Merge(_card, difference);
        return _card?.Clone();
    }

    private static void Merge(Scorecard card, ScorecardDifference difference)
    {
        card.AsOfTime = difference.AsOfTime;
        if (difference.HasPerformance)
            card.Performance = difference.Performance;
        else
            card.ClearPerformance();
        if (difference.HasLeadingPerformance)
            card.LeadingPerformance = difference.LeadingPerformance;
        else
            card.ClearLeadingPerformance();
        if (difference.HasLatePerformanceAdjustment)
            card.LatePerformanceAdjustment = difference.LatePerformanceAdjustment;
        else
            card.ClearLatePerformanceAdjustment();
        card.LeadingStatus = difference.LeadingStatus;
        card.LeadingCoverage = difference.LeadingCoverage;
        card.StatusLabel = difference.StatusLabel;
        card.Status = difference.Status;
        card.Coverage = difference.Coverage;
        card.Token = difference.Token;
        foreach (var changed in difference.Perspectives)
        {
            var perspective = Find(card.Perspectives, p => p.Id == changed.Id);
            var objectives = perspective?.Objectives ?? [];
            foreach (var objective in changed.Objectives)
                Merge(objectives, objective);
            // The node's own fields are the new ones; below it, those not named stay.
            var merged = changed.Clone();
            merged.Objectives.Clear();
            merged.Objectives.AddRange(objectives);
            Put(card.Perspectives, p => p.Id == changed.Id, merged);
        }
    }

    private static void Merge(RepeatedField<ObjectiveResult> objectives, ObjectiveResult changed)
    {
        var merged = changed.Clone();
        merged.Indicators.Clear();
        merged.Indicators.AddRange(Find(objectives, o => o.Id == changed.Id)?.Indicators ?? []);
        foreach (var indicator in changed.Indicators)
            Put(merged.Indicators, i => i.Id == indicator.Id, indicator.Clone());
        Put(objectives, o => o.Id == changed.Id, merged);
    }

    private static T? Find<T>(RepeatedField<T> list, Func<T, bool> match) where T : class => list.FirstOrDefault(match);

    private static void Put<T>(RepeatedField<T> list, Predicate<T> match, T item)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (match(list[i]))
            {
                list[i] = item;
                return;
            }
        }

        list.Add(item);
    }
}
