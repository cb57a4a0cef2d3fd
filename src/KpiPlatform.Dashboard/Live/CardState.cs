using Google.Protobuf.Collections;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Dashboard.Live;

/// <summary>A watched scorecard: a snapshot with the differences since. Thread-safe.</summary>
internal sealed class CardState
{
    private readonly Lock _lock = new();
    private Scorecard? _card;

    /// <summary>What to give back to the platform to continue from here; empty at first.</summary>
    public string ResumeToken { get; private set; } = string.Empty;

    /// <summary>The scorecard as it is now, a copy; null before the first snapshot.</summary>
    public Scorecard? Current
    {
        get
        {
            lock (_lock)
                return _card?.Clone();
        }
    }

    /// <summary>Takes a message in. A difference to nothing is dropped: a snapshot follows it.</summary>
    public void Apply(WatchScorecardResponse update)
    {
        lock (_lock)
        {
            ResumeToken = update.ResumeToken;
            if (update.UpdateCase == WatchScorecardResponse.UpdateOneofCase.Snapshot)
                _card = update.Snapshot;
            else if (update.Difference is { } difference && _card is not null)
                Merge(_card, difference);
        }
    }

    private static void Merge(Scorecard card, ScorecardDifference difference)
    {
        card.AsOfTime = difference.AsOfTime;
        card.Status = difference.Status;
        card.StatusLabel = difference.StatusLabel;
        card.Coverage = difference.Coverage;
        card.LeadingStatus = difference.LeadingStatus;
        card.LeadingCoverage = difference.LeadingCoverage;
        card.Token = difference.Token;
        card.ClearPerformance();
        if (difference.HasPerformance)
            card.Performance = difference.Performance;
        card.ClearLeadingPerformance();
        if (difference.HasLeadingPerformance)
            card.LeadingPerformance = difference.LeadingPerformance;
        card.ClearLatePerformanceAdjustment();
        if (difference.HasLatePerformanceAdjustment)
            card.LatePerformanceAdjustment = difference.LatePerformanceAdjustment;
        foreach (var changed in difference.Perspectives)
        {
            // The node's own fields are the new ones; below it, those not named stay.
            var merged = changed.Clone();
            merged.Objectives.Clear();
            merged.Objectives.AddRange(card.Perspectives.FirstOrDefault(perspective => perspective.Id == changed.Id)?.Objectives ?? []);
            foreach (var objective in changed.Objectives)
                Merge(merged.Objectives, objective);
            Put(card.Perspectives, merged, perspective => perspective.Id == changed.Id);
        }
    }

    private static void Merge(RepeatedField<ObjectiveResult> objectives, ObjectiveResult changed)
    {
        var merged = changed.Clone();
        merged.Indicators.Clear();
        merged.Indicators.AddRange(objectives.FirstOrDefault(objective => objective.Id == changed.Id)?.Indicators ?? []);
        foreach (var indicator in changed.Indicators)
            Put(merged.Indicators, indicator, other => other.Id == indicator.Id);
        Put(objectives, merged, objective => objective.Id == changed.Id);
    }

    private static void Put<T>(RepeatedField<T> list, T item, Predicate<T> isSame)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (isSame(list[i]))
            {
                list[i] = item;
                return;
            }
        }

        list.Add(item);
    }
}
