using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Quality;
using KpiPlatform.Grains.Abstractions.Measures;

namespace KpiPlatform.Grains.Measures;

/// <content>Sums that no cells hold: operational counters, read where they are stored.</content>
public sealed partial class MeasuresGrain
{
    /// <summary>They are stored once a second, and a scorecard that is watched asks with every change.</summary>
    private static readonly TimeSpan OperationalAge = TimeSpan.FromSeconds(1);

    private readonly Dictionary<(int FromDay, int ToDay), (long At, IReadOnlyList<IntakeCount> Counts)> _operational = [];

    /// <summary>Fills in the sums of operational measures. A query without any costs a look at its ranges.</summary>
    private async Task AddOperationalAsync(MeasuresQuery query, long[] sums, CancellationToken cancellationToken)
    {
        for (var i = 0; i < sums.Length; i++)
        {
            var range = query.Ranges[i];
            var measure = new SeriesKey(range.Series).Measure;
            if (OperationalMeasures.Holds(measure) && range.FromDay < range.ToDay)
                sums[i] = OperationalMeasures.Sum(measure, await OperationalAsync(range.FromDay, range.ToDay, cancellationToken));
        }
    }

    private async ValueTask<IReadOnlyList<IntakeCount>> OperationalAsync(int fromDay, int toDay, CancellationToken cancellationToken)
    {
        if (_operational.TryGetValue((fromDay, toDay), out var known) && _time.GetElapsedTime(known.At) < OperationalAge)
            return known.Counts;
        var at = _time.GetTimestamp();
        var counts = await _quality.ReadCountsAsync(_number, fromDay, toDay, cancellationToken);
        if (_operational.Count >= MaxOperational)
            _operational.Clear();
        _operational[(fromDay, toDay)] = (at, counts);
        return counts;
    }

    private const int MaxOperational = 256;
}
