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
    private readonly SharedCommits _shared = new();
    private CellDelta? _delta;
    private bool _tooLarge;
    private bool _sending;
    private long _writer;
    private long _previousSeq;
    private long _firstSeq;
    private long _seq;
    private Instant _newestEventAt;
    private readonly TimeProvider _time;

    // When the oldest commit came that waits, and that is on its way; null for none.
    private long? _waitingSince;
    private long? _sendingSince;

    public PushLane(IGrainFactory grains, TenantId tenant, int shard, TimeProvider time)
    {
        Grain = grains.GetGrain<IMeasuresGrain>(GrainKeys.Measures(tenant, shard));
        _time = time;
    }

    public IMeasuresGrain Grain { get; }

    /// <summary>How long ago the oldest commit came that the grain has not taken; zero if it has taken all.</summary>
    public TimeSpan Lag
    {
        get
        {
            lock (_lock)
                return (_sendingSince ?? _waitingSince) is { } since ? _time.GetElapsedTime(since) : TimeSpan.Zero;
        }
    }

    /// <summary>Adds a commit; true if the caller has to start sending.</summary>
    public bool Offer(CommitNotice notice)
    {
        lock (_lock)
        {
            if (_delta is null || _writer != notice.Position.Writer || _seq != notice.PreviousSeq)
            {
                // Nothing waits, or what waits is no run that this one continues: the grain will see the gap and read the journal.
                _delta = null;
                _shared.Clear();
                _tooLarge = false;
                _writer = notice.Position.Writer;
                _previousSeq = notice.PreviousSeq;
                _firstSeq = notice.Position.Seq;
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

            _shared.Add(notice, 0);
            _tooLarge |= _delta.Count > MaxCells;
            _seq = notice.Position.Seq;
            _newestEventAt = Instant.Max(_newestEventAt, notice.NewestEventAt);
            _waitingSince ??= _time.GetTimestamp();
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
                _sendingSince = null;
                return null;
            }

            (_sendingSince, _waitingSince) = (_waitingSince, null);

            var push = new MeasuresPush(_writer, _previousSeq, _seq, _newestEventAt.ToUnixTimeTicks(), _tooLarge ? default : _delta.Encode(), _firstSeq, _shared.All);
            _delta = null;
            return push;
        }
    }
}
