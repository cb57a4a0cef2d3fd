using System.Diagnostics;

namespace KpiPlatform.Domain.Measures;

/// <summary>
/// The cells of one series by day, with fast sums. Not thread-safe, not even for reading: sums are cached as they are asked for.
/// </summary>
/// <remarks>
/// Days that have a cell stand sorted in an array, their values beside them: 12 bytes a cell, wherever the days lie. Running
/// sums (8 more) are kept for series of some length: running[i] = Σ values[0..i), valid for i ≤ the valid count. A change
/// invalidates those behind it, and changes are mostly of the last days, so a sum is two binary searches and a few additions.
/// </remarks>
public sealed class CellSeries
{
    /// <summary>Up to this many cells, adding them up is cheaper than keeping running sums.</summary>
    private const int RunningSumsFrom = 32;

    private int[] _days = [];
    private long[] _values = [];
    private long[]? _running;
    private int _runningValid;
    private int _count;

    /// <summary>Cells that are not 0.</summary>
    public int Count { get; private set; }

    /// <summary>The value of a day's cell; 0 if there is none.</summary>
    public long this[int day]
    {
        get
        {
            var index = IndexFrom(day);
            return index < _count && _days[index] == day ? _values[index] : 0;
        }
    }

    /// <summary>Adds to a day's cell. Arithmetic is modulo 2^64, as in CellDelta.</summary>
    /// <param name="day">A day that a cell can have, <see cref="CellKey.MinDay"/> to <see cref="CellKey.MaxDay"/>.</param>
    /// <param name="amount">What to add.</param>
    public void Add(int day, long amount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(day, CellKey.MinDay);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(day, CellKey.MaxDay);
        if (amount == 0)
            return;
        var index = IndexFrom(day);
        if (index == _count || _days[index] != day)
            Insert(index, day);
        var before = _values[index];
        var after = before + amount;
        _values[index] = after;
        Count += (after != 0 ? 1 : 0) - (before != 0 ? 1 : 0);
        _runningValid = Math.Min(_runningValid, index);
        Debug.Assert(Count >= 0 && Count <= _count, "Cells that are not 0 are some of the cells.");
    }

    /// <summary>Sum over the days [fromDay, toDay); 0 if there are none.</summary>
    public long Sum(int fromDay, int toDay)
    {
        if (toDay <= fromDay)
            return 0;
        var from = IndexFrom(fromDay);
        var to = IndexFrom(toDay);
        if (_count >= RunningSumsFrom)
            return RunningSum(to) - RunningSum(from);
        long sum = 0;
        for (var i = from; i < to; i++)
            sum += _values[i];
        return sum;
    }

    /// <summary>Sum over all days before one.</summary>
    public long SumBefore(int day) => Sum(CellRange.Beginning, day);

    /// <summary>The cells that are not 0, by day.</summary>
    public IEnumerable<KeyValuePair<int, long>> Cells()
    {
        for (var i = 0; i < _count; i++)
        {
            if (_values[i] != 0)
                yield return new(_days[i], _values[i]);
        }
    }

    private long RunningSum(int index)
    {
        if (index > _runningValid)
        {
            if (_running is null || _running.Length <= _count)
                Array.Resize(ref _running, _values.Length + 1);
            for (var i = _runningValid; i < index; i++)
                _running[i + 1] = _running[i] + _values[i];
            _runningValid = index;
        }

        return index == 0 ? 0 : _running![index];
    }

    private void Insert(int index, int day)
    {
        if (_count == _days.Length)
        {
            var capacity = Math.Max(4, _count + (_count >> 1));
            Array.Resize(ref _days, capacity);
            Array.Resize(ref _values, capacity);
        }

        Array.Copy(_days, index, _days, index + 1, _count - index);
        Array.Copy(_values, index, _values, index + 1, _count - index);
        _days[index] = day;
        _values[index] = 0;
        _count++;
        _runningValid = Math.Min(_runningValid, index);
    }

    /// <summary>Index of the first cell on or after a day. The last cells are tried first: most changes are of today.</summary>
    private int IndexFrom(int day)
    {
        if (_count == 0 || day > _days[_count - 1])
            return _count;
        if (day == _days[_count - 1])
            return _count - 1;
        var index = Array.BinarySearch(_days, 0, _count, day);
        return index < 0 ? ~index : index;
    }
}
