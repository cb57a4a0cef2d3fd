using System.Runtime.InteropServices;

namespace KpiPlatform.Domain.Measures;

/// <summary>
/// Collects the sums that a computation needs, so that they can be fetched at once from where the cells are: run the
/// computation against the plan (which answers 0), fetch <see cref="Ranges"/>, run it again against <see cref="Fill"/>.
/// Sums asked for twice are fetched once.
/// </summary>
/// <remarks>Rests on what a computation asks for not depending on what it is answered. Not thread-safe.</remarks>
public sealed class CellPlan : ICellReader
{
    private readonly Dictionary<CellRange, int> _indexes = [];
    private readonly List<CellRange> _ranges = [];
    private readonly Dictionary<SpanRange, int> _spanIndexes = [];
    private readonly List<SpanRange> _spans = [];

    /// <summary>The ranges asked for so far, each once.</summary>
    public IReadOnlyList<CellRange> Ranges => _ranges;

    /// <summary>The spans asked for so far, each once.</summary>
    public IReadOnlyList<SpanRange> Spans => _spans;

    /// <inheritdoc/>
    public long Sum(SeriesKey series, int fromDay, int toDay)
    {
        var range = new CellRange(series, fromDay, toDay);
        ref var index = ref CollectionsMarshal.GetValueRefOrAddDefault(_indexes, range, out var known);
        if (!known)
        {
            index = _ranges.Count;
            _ranges.Add(range);
        }

        return 0;
    }

    /// <inheritdoc/>
    public IReadOnlyList<SeriesSum> SumsOf(SpanRange span)
    {
        if (_spanIndexes.TryAdd(span, _spans.Count))
            _spans.Add(span);
        return [];
    }

    /// <summary>A reader that answers from fetched sums.</summary>
    /// <param name="sums">One for each of <see cref="Ranges"/>, in that order.</param>
    /// <param name="spans">One for each of <see cref="Spans"/>, in that order; null if there are none.</param>
    public ICellReader Fill(IReadOnlyList<long> sums, IReadOnlyList<IReadOnlyList<SeriesSum>>? spans = null)
    {
        ArgumentNullException.ThrowIfNull(sums);
        if (sums.Count != _ranges.Count)
            throw new ArgumentException($"{_ranges.Count} sums were planned, {sums.Count} given.", nameof(sums));
        if ((spans?.Count ?? 0) != _spans.Count)
            throw new ArgumentException($"{_spans.Count} spans were planned, {spans?.Count ?? 0} given.", nameof(spans));
        return new Filled(_indexes, sums, _spanIndexes, spans ?? []);
    }

    private sealed class Filled(
        Dictionary<CellRange, int> indexes, IReadOnlyList<long> sums, Dictionary<SpanRange, int> spanIndexes, IReadOnlyList<IReadOnlyList<SeriesSum>> spans) : ICellReader
    {
        public IReadOnlyList<SeriesSum> SumsOf(SpanRange span) =>
            spanIndexes.TryGetValue(span, out var index)
                ? spans[index]
                : throw new InvalidOperationException($"The sums of series {span.First} to {span.Last} over [{span.FromDay}, {span.ToDay}) were not planned.");

        public long Sum(SeriesKey series, int fromDay, int toDay) =>
            indexes.TryGetValue(new(series, fromDay, toDay), out var index)
                ? sums[index]
                : throw new InvalidOperationException($"The sum of series {series} over [{fromDay}, {toDay}) was not planned.");
    }
}
