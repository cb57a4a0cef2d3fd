using KpiPlatform.Domain.Quality;
using NodaTime;

namespace KpiPlatform.Gateway.Quality;

/// <summary>What came of one source on one day since the last report. Not thread-safe.</summary>
internal sealed class SourceTally
{
    // Fields of interactions have numbers below.
    private const int MaxKind = 256;

    private readonly long[] _counts = new long[Enum.GetValues<IntakeOutcome>().Length];
    private Dictionary<string, long>? _reasons;

    // Ticks: a batch sees thousands.
    private long _newestTicks = long.MinValue;
    private long _lastTicks = long.MinValue;
    private long[]? _kindTicks;

    /// <summary>Latest occurrence among what was recorded; null if nothing was.</summary>
    public Instant? NewestEventAt => _newestTicks == long.MinValue ? null : Instant.FromUnixTimeTicks(_newestTicks);

    /// <summary>When something recorded last came; null if nothing did.</summary>
    public Instant? LastReceivedAt => _lastTicks == long.MinValue ? null : Instant.FromUnixTimeTicks(_lastTicks);

    /// <summary>Counts.</summary>
    public void Add(IntakeOutcome outcome, long count = 1) => _counts[(int)outcome] += count;

    /// <summary>Counts a rejection.</summary>
    public void Reject(string reason, long count = 1)
    {
        _reasons ??= new(StringComparer.Ordinal);
        _reasons[reason] = _reasons.GetValueOrDefault(reason) + count;
    }

    /// <summary>Notes when an interaction of a kind was recorded; by the number of its field in the contract.</summary>
    public void SeeKind(int kind, long receivedAtTicks)
    {
        _kindTicks ??= new long[MaxKind];
        if ((uint)kind < MaxKind)
            _kindTicks[kind] = Math.Max(_kindTicks[kind], receivedAtTicks);
    }

    /// <summary>Kinds that were recorded, and when one last was.</summary>
    public IEnumerable<(int Kind, Instant LastReceivedAt)> Kinds()
    {
        for (var kind = 1; kind < _kindTicks?.Length; kind++)
        {
            if (_kindTicks[kind] != 0)
                yield return (kind, Instant.FromUnixTimeTicks(_kindTicks[kind]));
        }
    }

    /// <summary>Notes times of what was recorded, in ticks of 100 ns since 1970.</summary>
    public void See(long occurredAtTicks, long receivedAtTicks)
    {
        _newestTicks = Math.Max(_newestTicks, occurredAtTicks);
        _lastTicks = Math.Max(_lastTicks, receivedAtTicks);
    }

    /// <summary>Adds another.</summary>
    public void Add(SourceTally other)
    {
        for (var i = 0; i < _counts.Length; i++)
            _counts[i] += other._counts[i];
        foreach (var (reason, count) in other._reasons ?? [])
            Reject(reason, count);
        See(other._newestTicks, other._lastTicks);
        for (var kind = 0; kind < other._kindTicks?.Length; kind++)
        {
            if (other._kindTicks[kind] != 0)
                SeeKind(kind, other._kindTicks[kind]);
        }
    }

    /// <summary>All counts that are not 0.</summary>
    public IEnumerable<(IntakeOutcome Outcome, string Reason, long Count)> Counts()
    {
        for (var i = 0; i < _counts.Length; i++)
        {
            if (_counts[i] != 0)
                yield return ((IntakeOutcome)i, string.Empty, _counts[i]);
        }

        foreach (var (reason, count) in _reasons ?? [])
            yield return (IntakeOutcome.Rejected, reason, count);
    }
}
