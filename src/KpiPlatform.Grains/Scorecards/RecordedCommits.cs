using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Measures;
using NodaTime;

namespace KpiPlatform.Grains.Scorecards;

/// <summary>A commit, or neighbouring ones merged: what they changed, and where their rows are.</summary>
internal sealed record RecordedCommits(Instant At, int Count, CellDelta Delta, IReadOnlyList<(long Writer, long AfterSeq, long ThroughSeq)> Positions)
{
    /// <summary>A single commit.</summary>
    public static RecordedCommits Of(CommitNotice notice) =>
        new(notice.RecordedAt, 1, notice.Delta, [(notice.Position.Writer, notice.PreviousSeq, notice.Position.Seq)]);

    /// <summary>These and the ones after them.</summary>
    public RecordedCommits With(RecordedCommits next)
    {
        var delta = new CellDelta();
        delta.Add(Delta);
        delta.Add(next.Delta);
        return new(next.At, Count + next.Count, delta, [.. Positions, .. next.Positions]);
    }

    /// <summary>
    /// At most about so many, in commit order: when there are more, neighbours are merged, evenly, but never over a boundary, at
    /// which something else happened.
    /// </summary>
    public static async Task<(List<RecordedCommits> Groups, int Commits)> ReadAsync(
        IAsyncEnumerable<CommitNotice> notices, Instant until, IReadOnlyList<Instant> boundaries, int most, CancellationToken cancellationToken)
    {
        var groups = new List<RecordedCommits>();
        var (commits, perGroup) = (0, 1);
        await foreach (var notice in notices.WithCancellation(cancellationToken))
        {
            if (notice.RecordedAt > until)
                continue;
            commits++;
            Add(groups, Of(notice), boundaries, perGroup);
            if (groups.Count <= most)
                continue;
            perGroup *= 2;
            var merged = new List<RecordedCommits>(most);
            foreach (var group in groups)
                Add(merged, group, boundaries, perGroup);
            groups = merged;
        }

        return (groups, commits);
    }

    private static void Add(List<RecordedCommits> groups, RecordedCommits next, IReadOnlyList<Instant> boundaries, int perGroup)
    {
        if (groups.Count > 0 && groups[^1].Count + next.Count <= perGroup && Segment(boundaries, groups[^1].At) == Segment(boundaries, next.At))
            groups[^1] = groups[^1].With(next);
        else
            groups.Add(next);
    }

    /// <summary>Number of boundaries up to an instant.</summary>
    private static int Segment(IReadOnlyList<Instant> boundaries, Instant at)
    {
        var (low, high) = (0, boundaries.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (boundaries[middle] <= at)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
