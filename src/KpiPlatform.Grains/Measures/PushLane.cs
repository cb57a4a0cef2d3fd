using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Measures;
using NodaTime;

namespace KpiPlatform.Grains.Measures;

/// <summary>What waits to be pushed to one measures grain, merged. Thread-safe.</summary>
internal sealed class PushLane
{
    /// <summary>More cells than this are not pushed but left to be read from the journal.</summary>
    private const int MaxCells = 100_000;

    private readonly Lock _lock = new();
    private const int MergedCapacity = 1_024;
    private readonly CellDelta _merged = new(MergedCapacity);
    private CellDelta? _delta;
    private bool _tooLarge;
    private bool _sending;
    private long _writer;
    private long _previousSeq;
    private long _seq;
    private Instant _newestEventAt;

    public PushLane(IGrainFactory grains, TenantId tenant, int shard) =>
        Grain = grains.GetGrain<IMeasuresGrain>(GrainKeys.Measures(tenant, shard));

    public IMeasuresGrain Grain { get; }

    /// <summary>Adds a commit; true if the caller has to start sending.</summary>
    public bool Offer(CommitNotice notice)
    {
        lock (_lock)
        {
            if (_delta is null || _writer != notice.Position.Writer || _seq != notice.PreviousSeq)
            {
                // Nothing waits, or what waits is no run that this one continues: the grain will see the gap and read the journal.
                _delta = null;
                _tooLarge = false;
                _writer = notice.Position.Writer;
                _previousSeq = notice.PreviousSeq;
                _newestEventAt = Instant.MinValue;
            }

            if (_delta is null)
            {
                _delta = notice.Delta;
            }
            else if (!_tooLarge)
            {
                // What waits may be the commit's own, which is not ours to change.
                if (!ReferenceEquals(_delta, _merged))
                {
                    _merged.Clear();
                    _merged.Add(_delta);
                    _delta = _merged;
                }

                _delta.Add(notice.Delta);
            }

            _tooLarge |= _delta.Count > MaxCells;
            _seq = notice.Position.Seq;
            _newestEventAt = Instant.Max(_newestEventAt, notice.NewestEventAt);
            var start = !_sending;
            _sending = true;
            return start;
        }
    }

    /// <summary>Takes what waits; null, and sending is over, if nothing does.</summary>
    public MeasuresPush? Take()
    {
        lock (_lock)
        {
            if (_delta is null)
            {
                _sending = false;
                return null;
            }

            var push = new MeasuresPush(_writer, _previousSeq, _seq, _newestEventAt.ToUnixTimeTicks(), _tooLarge ? default : _delta.Encode());
            _delta = null;
            return push;
        }
    }
}
