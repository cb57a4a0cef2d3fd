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

    /// <summary>The ranges asked for so far, each once.</summary>
    public IReadOnlyList<CellRange> Ranges => _ranges;

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

    /// <summary>A reader that answers from fetched sums.</summary>
    /// <param name="sums">One for each of <see cref="Ranges"/>, in that order.</param>
    public ICellReader Fill(IReadOnlyList<long> sums)
    {
        ArgumentNullException.ThrowIfNull(sums);
        if (sums.Count != _ranges.Count)
            throw new ArgumentException($"{_ranges.Count} sums were planned, {sums.Count} given.", nameof(sums));
        return new Filled(_indexes, sums);
    }

    private sealed class Filled(Dictionary<CellRange, int> indexes, IReadOnlyList<long> sums) : ICellReader
    {
        public long Sum(SeriesKey series, int fromDay, int toDay) =>
            indexes.TryGetValue(new(series, fromDay, toDay), out var index)
                ? sums[index]
                : throw new InvalidOperationException($"The sum of series {series} over [{fromDay}, {toDay}) was not planned.");
    }
}
