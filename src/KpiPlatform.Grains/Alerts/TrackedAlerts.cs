using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;

namespace KpiPlatform.Grains.Alerts;

/// <summary>A tenant whose rules are looked at.</summary>
internal sealed class TrackedAlerts(TenantNumber number, TenantId id)
{
    private readonly Lock _lock = new();
    private PositionVector _positions = PositionVector.Empty;
    private bool _hasMoved = true;

    public TenantNumber Number { get; } = number;

    public TenantId Id { get; } = id;

    /// <summary>The version of <see cref="Rules"/>; null before the first look.</summary>
    public long? RulesVersion { get; set; }

    public IReadOnlyList<TrackedRule> Rules { get; set; } = [];

    /// <summary>When old events were deleted; null for not yet.</summary>
    public long? TrimmedAt { get; set; }

    /// <summary>Something was recorded.</summary>
    public void Move(JournalPosition position)
    {
        lock (_lock)
        {
            _positions = _positions.With(position);
            _hasMoved = true;
        }
    }

    /// <summary>What was recorded up to now, and whether anything was since the last time.</summary>
    public (bool HasMoved, ReadOnlyMemory<byte> Token) Take()
    {
        lock (_lock)
        {
            var moved = _hasMoved;
            _hasMoved = false;
            return (moved, _positions.IsEmpty ? default(ReadOnlyMemory<byte>) : _positions.Encode());
        }
    }
}
