using KpiPlatform.Domain.Journal;

namespace KpiPlatform.Gateway.Recording;

/// <summary>
/// Merges encoded position vectors of many answers. Appends that were committed together come back with the same bytes, which are
/// decoded once.
/// </summary>
internal struct PositionMerge
{
    private ReadOnlyMemory<byte> _last;
    private PositionVector? _merged;

    /// <summary>What has been seen in any; empty if nothing was added.</summary>
    public readonly PositionVector Merged => _merged ?? PositionVector.Empty;

    /// <summary>Adds one; an empty one adds nothing.</summary>
    /// <exception cref="FormatException">It is no vector.</exception>
    public void Add(ReadOnlyMemory<byte> encoded)
    {
        if (encoded.IsEmpty || encoded.Span.SequenceEqual(_last.Span))
            return;
        _last = encoded;
        var vector = PositionVector.Decode(encoded.Span);
        _merged = _merged is null ? vector : _merged.Merge(vector);
    }
}
