using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains.Abstractions.Measures;
using NodaTime;

namespace KpiPlatform.Grains.Measures;

/// <content>Sums that no cells hold: how well it goes with the customers, folded from the journal.</content>
public sealed partial class MeasuresGrain
{
    private const int MaxPerformances = 32;

    /// <summary>
    /// A scorecard that is watched asks with every change, and each answer takes the whole journal: at most one part in so many of the time
    /// goes into that. Who brings a token sees what it names.
    /// </summary>
    private const int PerformanceRest = 20;

    private readonly List<FoldedPerformances> _performances = [];

    /// <summary>Fills in the sums of performances. A query without any costs a look at its ranges.</summary>
    private async Task AddPerformancesAsync(MeasuresQuery query, long[] sums, CancellationToken cancellationToken)
    {
        if (!Array.Exists(query.Ranges, range => PerformanceMeasures.Holds(new SeriesKey(range.Series).Measure)))
            return;
        var days = PerformanceMeasures.DaysIn(query.Ranges.Select(range => new CellRange(new(range.Series), range.FromDay, range.ToDay)));
        var cells = await PerformancesAsync(query, days, cancellationToken);
        for (var i = 0; i < sums.Length; i++)
        {
            var range = query.Ranges[i];
            if (PerformanceMeasures.Holds(new SeriesKey(range.Series).Measure))
                sums[i] = cells.Sum(new(range.Series), range.FromDay, range.ToDay);
        }
    }

    private async Task<CellTable> PerformancesAsync(MeasuresQuery query, IReadOnlyList<int> days, CancellationToken cancellationToken)
    {
        var definition = await OwnDefinitionAsync(cancellationToken);
        var settings = definition.Newest.Settings.Performance;
        var token = PositionVector.Decode(query.Token.Span);
        _performances.RemoveAll(kept => kept.Cells.IsFaulted || kept.Cells.IsCanceled);
        var known = _performances.Find(kept => kept.Definition == definition.Version
            && kept.Settings == settings
            && kept.AsOfTicks == query.AsOfTicks
            && days.All(kept.Days.Contains)
            && (kept.Vector is not { } vector || vector.Equals(_vector) || (vector.Covers(token) && IsResting(kept))));
        if (known is not null)
            return await known.Cells.WaitAsync(cancellationToken);

        Instant? asOf = query.AsOfTicks is { } ticks ? Instant.FromUnixTimeTicks(ticks) : null;
        var isFinal = asOf + Duration.FromTimeSpan(_options.VerifyDelay) < Instant.FromDateTimeOffset(_time.GetUtcNow());

        // Of those that ask at once one reads the journal; it goes on when the first of them has lost interest.
        var fold = new FoldedPerformances(definition.Version, settings, days, query.AsOfTicks, isFinal ? null : _vector, _time.GetTimestamp());
        if (_performances.Count >= MaxPerformances)
            _performances.RemoveAt(0);
        _performances.RemoveAll(kept => kept.Vector is not null && kept.AsOfTicks == query.AsOfTicks && kept.Days.All(days.Contains));
        _performances.Add(fold);
        fold.Cells = FoldAsync(fold, definition, asOf);
        return await fold.Cells.WaitAsync(cancellationToken);
    }

    private async Task<CellTable> FoldAsync(FoldedPerformances fold, TenantDefinition definition, Instant? asOf)
    {
        try
        {
            return await _journalMeasures.PerformancesAsync(definition, fold.Days, asOf, CancellationToken.None);
        }
        finally
        {
            fold.Took = _time.GetElapsedTime(fold.StartedAt);
        }
    }

    /// <summary>Whether a result is so young that without a token it will do.</summary>
    private bool IsResting(FoldedPerformances kept) => !kept.Cells.IsCompleted || _time.GetElapsedTime(kept.StartedAt) < PerformanceRest * kept.Took;
}
