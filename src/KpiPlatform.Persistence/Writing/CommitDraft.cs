using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Measures;
using NodaTime;

namespace KpiPlatform.Persistence.Writing;

/// <summary>What a commit says about one tenant and shard. Used again for each commit, for the room of its sum.</summary>
internal sealed class CommitDraft
{
    private const int SumCapacity = 1_024;
    private readonly CellDelta _sum = new(SumCapacity);

    /// <summary>Whether an append was added since the last <see cref="Take"/>.</summary>
    public bool IsUsed { get; private set; }

    /// <summary>The shards that appends changed together with this one, see <see cref="CommitNotice.Shared"/>.</summary>
    public ulong Shared { get; private set; }

    /// <summary>Latest occurrence.</summary>
    public Instant NewestEventAt { get; private set; } = Instant.MinValue;

    /// <summary>Adds an append.</summary>
    /// <param name="append">The append.</param>
    /// <param name="shard">This shard.</param>
    /// <param name="delta">What it changes in this shard.</param>
    public void Add(JournalAppend append, int shard, CellDelta delta)
    {
        IsUsed = true;
        Shared |= append.SharedWith(shard);
        for (var i = 0; i < append.Entries.Count; i++)
            NewestEventAt = Instant.Max(NewestEventAt, append.Entries[i].Interaction.OccurredAt);
        _sum.Add(delta);
    }

    /// <summary>The sum of the appends' deltas, a copy; starts anew.</summary>
    public CellDelta Take()
    {
        var sum = _sum.ToCompact();
        _sum.Clear();
        IsUsed = false;
        Shared = 0;
        NewestEventAt = Instant.MinValue;
        return sum;
    }
}
