using System.Runtime.InteropServices;

namespace KpiPlatform.Domain.Measures;

/// <summary>
/// All cells of a shard of a tenant's measures, and which of them changed since the last checkpoint. Not thread-safe.
/// </summary>
public sealed class CellTable : ICellReader
{
    private readonly Dictionary<SeriesKey, CellSeries> _series = [];
    private readonly Dictionary<int, List<SeriesKey>> _spans = [];
    private readonly HashSet<int> _sorted = [];
    private readonly HashSet<CellKey> _dirty = [];

    /// <summary>Cells that are not 0.</summary>
    public int Count { get; private set; }

    /// <summary>Series that have or had cells.</summary>
    public int SeriesCount => _series.Count;

    /// <summary>Cells changed since the last <see cref="TakeDirty"/>.</summary>
    public int DirtyCount => _dirty.Count;

    /// <summary>The value of a cell; 0 if there is none.</summary>
    public long this[CellKey key] => _series.TryGetValue(key.Series, out var series) ? series[key.Day] : 0;

    /// <summary>Takes in cells as they were stored; they do not become dirty. Keys must be new to the table.</summary>
    public void Load(IEnumerable<KeyValuePair<CellKey, long>> cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        foreach (var (key, value) in cells)
            Add(key, value);
    }

    /// <summary>Adds a delta. Arithmetic is modulo 2^64, as in CellDelta.</summary>
    public void Apply(CellDelta delta)
    {
        ArgumentNullException.ThrowIfNull(delta);
        foreach (var (key, amount) in delta.Changes)
            Apply(key, amount);
    }

    /// <summary>Adds to one cell. Arithmetic is modulo 2^64, as in CellDelta.</summary>
    public void Apply(CellKey key, long amount)
    {
        if (amount == 0)
            return;
        Add(key, amount);
        _dirty.Add(key);
    }

    /// <inheritdoc/>
    public long Sum(SeriesKey series, int fromDay, int toDay) => _series.TryGetValue(series, out var cells) ? cells.Sum(fromDay, toDay) : 0;

    /// <inheritdoc/>
    /// <remarks>Looks at all series by dimension of the measure, or of the wide measure.</remarks>
    public IReadOnlyList<SeriesSum> SumsOf(SpanRange span)
    {
        if (span.Take != SpanTake.All)
            return ExtremeOf(span) is { } extreme ? [extreme] : [];
        var sums = new List<SeriesSum>();
        foreach (var series in _spans.GetValueOrDefault(GroupOf(span.First.Measure)) ?? [])
        {
            if (span.Contains(series) && _series[series].Sum(span.FromDay, span.ToDay) is not 0 and var sum)
                sums.Add(new(series, sum));
        }

        sums.Sort(static (left, right) => left.Series.Packed.CompareTo(right.Series.Packed));
        return sums;
    }

    /// <summary>The first or last sum of a span that is not 0; null if all are. The series of its group are kept sorted from the first question on.</summary>
    private SeriesSum? ExtremeOf(SpanRange span)
    {
        var group = GroupOf(span.First.Measure);
        if (!_spans.TryGetValue(group, out var series))
            return null;
        if (_sorted.Add(group))
            series.Sort(static (left, right) => left.Packed.CompareTo(right.Packed));
        for (var i = 0; i < series.Count; i++)
        {
            var key = span.Take == SpanTake.First ? series[i] : series[^(i + 1)];
            if (span.Contains(key) && _series[key].Sum(span.FromDay, span.ToDay) is not 0 and var sum)
                return new(key, sum);
        }

        return null;
    }

    /// <summary>Sum of a series over all days before one.</summary>
    public long SumBefore(SeriesKey series, int day) => Sum(series, CellRange.Beginning, day);

    /// <summary>Sums of many ranges, in their order.</summary>
    public long[] Sums(IReadOnlyList<CellRange> ranges)
    {
        ArgumentNullException.ThrowIfNull(ranges);
        var sums = new long[ranges.Count];
        for (var i = 0; i < sums.Length; i++)
            sums[i] = Sum(ranges[i].Series, ranges[i].FromDay, ranges[i].ToDay);
        return sums;
    }

    /// <summary>All cells that are not 0, by series in no order, within a series by day.</summary>
    public IEnumerable<KeyValuePair<CellKey, long>> Cells()
    {
        foreach (var (key, series) in _series)
        {
            foreach (var (day, value) in series.Cells())
                yield return new(key.OnDay(day), value);
        }
    }

    /// <summary>
    /// The cells changed since the last call with their values now (0: gone), sorted by key; from here on they are clean. If
    /// they could not be stored after all, give them back with <see cref="MarkDirty"/>.
    /// </summary>
    public IReadOnlyList<KeyValuePair<CellKey, long>> TakeDirty()
    {
        var keys = new CellKey[_dirty.Count];
        _dirty.CopyTo(keys);
        _dirty.Clear();
        Array.Sort(keys);
        return Array.ConvertAll(keys, key => new KeyValuePair<CellKey, long>(key, this[key]));
    }

    /// <summary>Makes cells dirty again whose values did not reach the store.</summary>
    public void MarkDirty(IEnumerable<KeyValuePair<CellKey, long>> cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        foreach (var (key, _) in cells)
            _dirty.Add(key);
    }

    private void Add(CellKey key, long amount)
    {
        ref var series = ref CollectionsMarshal.GetValueRefOrAddDefault(_series, key.Series, out _);
        if (series is null)
        {
            series = new();
            Index(key.Series);
        }

        var before = series.Count;
        series.Add(key.Day, amount);
        Count += series.Count - before;
    }

    /// <summary>Series by dimension are listed by measure, so that a span finds those there are.</summary>
    private void Index(SeriesKey series)
    {
        if (series.Dimension == DimensionValue.Whole)
            return;
        ref var group = ref CollectionsMarshal.GetValueRefOrAddDefault(_spans, GroupOf(series.Measure), out _);
        (group ??= []).Add(series);
        _sorted.Remove(GroupOf(series.Measure));
    }

    private static int GroupOf(MeasureId measure) =>
        WideMeasure.Holds(measure) ? measure.Value & 0xFF00
        : CustomMeasureNumbers.IsExtreme(measure) ? CustomMeasureNumbers.ExtremeBlockOf(measure)
        : measure.Value;
}
