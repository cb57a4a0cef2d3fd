using KpiPlatform.Domain.Quality;
using NodaTime;

namespace KpiPlatform.Gateway.Quality;

/// <summary>What came of one source on one day since the last report. Not thread-safe.</summary>
internal sealed class SourceTally
{
    private readonly long[] _counts = new long[Enum.GetValues<IntakeOutcome>().Length];
    private Dictionary<string, long>? _reasons;

    /// <summary>Latest occurrence among what was recorded; null if nothing was.</summary>
    public Instant? NewestEventAt { get; private set; }

    /// <summary>When something recorded last came; null if nothing did.</summary>
    public Instant? LastReceivedAt { get; private set; }

    /// <summary>Counts.</summary>
    public void Add(IntakeOutcome outcome, long count = 1) => _counts[(int)outcome] += count;

    /// <summary>Counts a rejection.</summary>
    public void Reject(string reason, long count = 1)
    {
        _reasons ??= new(StringComparer.Ordinal);
        _reasons[reason] = _reasons.GetValueOrDefault(reason) + count;
    }

    /// <summary>Notes times of what was recorded.</summary>
    public void See(Instant occurredAt, Instant receivedAt)
    {
        NewestEventAt = NewestEventAt is { } newest ? Instant.Max(newest, occurredAt) : occurredAt;
        LastReceivedAt = LastReceivedAt is { } last ? Instant.Max(last, receivedAt) : receivedAt;
    }

    /// <summary>Adds another.</summary>
    public void Add(SourceTally other)
    {
        for (var i = 0; i < _counts.Length; i++)
            _counts[i] += other._counts[i];
        foreach (var (reason, count) in other._reasons ?? [])
            Reject(reason, count);
        if (other is { NewestEventAt: { } newest, LastReceivedAt: { } last })
            See(newest, last);
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
