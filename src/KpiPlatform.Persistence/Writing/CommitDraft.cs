using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Measures;
using NodaTime;

namespace KpiPlatform.Persistence.Writing;

/// <summary>What a commit will say about one tenant and shard.</summary>
internal sealed class CommitDraft
{
    private bool _merged;

    /// <summary>Sum of the appends' deltas. That of a single append is its own object; a sum is a new one, since appends may be tried again.</summary>
    public CellDelta Delta { get; private set; } = null!;

    /// <summary>Latest occurrence.</summary>
    public Instant NewestEventAt { get; private set; } = Instant.MinValue;

    /// <summary>Adds an append.</summary>
    public void Add(JournalAppend append)
    {
        foreach (var entry in append.Entries)
            NewestEventAt = Instant.Max(NewestEventAt, entry.Interaction.OccurredAt);
        if (Delta is null)
        {
            Delta = append.Delta;
            return;
        }

        if (!_merged)
        {
            var sum = new CellDelta();
            sum.Add(Delta);
            Delta = sum;
            _merged = true;
        }

        Delta.Add(append.Delta);
    }
}
