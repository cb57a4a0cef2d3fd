using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Grains.Abstractions.Measures;

namespace KpiPlatform.Grains.Measures;

/// <summary>
/// Commits that belong together with what other shards are told: for each of the others and each writer the last one alone, since who has seen
/// it has seen those before. Empty, nearly always.
/// </summary>
internal sealed class SharedCommits
{
    private readonly List<(SharedCommit Commit, long NotedAt)> _commits = [];

    /// <summary>All of them; null if there are none.</summary>
    public SharedCommit[]? All => _commits.Count == 0 ? null : [.. _commits.Select(noted => noted.Commit)];

    /// <summary>Adds what a commit says, mostly nothing.</summary>
    public void Add(CommitNotice notice, long notedAt) => Add(new SharedCommit(notice.Position.Writer, notice.Position.Seq, notice.Shared), notedAt);

    /// <summary>Adds one.</summary>
    public void Add(SharedCommit commit, long notedAt)
    {
        for (var i = _commits.Count - 1; i >= 0 && commit.Shards != 0; i--)
        {
            var (known, at) = _commits[i];
            if (known.Writer != commit.Writer)
                continue;
            if (known.Seq >= commit.Seq)
            {
                commit = commit with { Shards = commit.Shards & ~known.Shards };
                continue;
            }

            known = known with { Shards = known.Shards & ~commit.Shards };
            if (known.Shards == 0)
                _commits.RemoveAt(i);
            else
                _commits[i] = (known, at);
        }

        if (commit.Shards != 0)
            _commits.Add((commit, notedAt));
    }

    /// <summary>Adds everything seen so far, for all shards: which commits of it belong together is not known any more.</summary>
    public void AddAll(PositionVector seen, int shards, long notedAt)
    {
        var all = shards == MeasuresShard.PerGeneration ? ulong.MaxValue : (1UL << shards) - 1;
        foreach (var (writer, seq) in seen.SeqByWriter)
            Add(new SharedCommit(writer, seq, all), notedAt);
    }

    /// <summary>Forgets what was noted before a time.</summary>
    public void ForgetBefore(long notedAt) => _commits.RemoveAll(noted => noted.NotedAt < notedAt);

    /// <summary>Forgets all.</summary>
    public void Clear() => _commits.Clear();
}
