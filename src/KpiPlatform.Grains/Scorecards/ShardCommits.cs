using System.Runtime.CompilerServices;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Measures;
using NodaTime;

namespace KpiPlatform.Grains.Scorecards;

/// <summary>Puts together what single commits changed in the shards of a tenant's measures.</summary>
internal static class ShardCommits
{
    /// <summary>
    /// Most row numbers that are looked through for the rows of a writer's first commit: a shard knows its own previous commit, which may be long
    /// ago. A commit has fewer rows, unless one customer's alone are more.
    /// </summary>
    private const long MaxFirst = 10_000;

    /// <summary>One notice for each commit, whose rows are those after <see cref="CommitNotice.PreviousSeq"/>, of a writer's first one as far as they are not older.</summary>
    /// <param name="notices">Of all shards, those of one commit next to each other, those of a writer in its order.</param>
    /// <param name="cancellationToken">Ends reading.</param>
    public static async IAsyncEnumerable<CommitNotice> TogetherAsync(IAsyncEnumerable<CommitNotice> notices, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var previous = new Dictionary<long, long>();
        CommitNotice? commit = null;
        await foreach (var notice in notices.WithCancellation(cancellationToken))
        {
            if (commit is null || commit.Position != notice.Position)
            {
                if (commit is not null)
                    yield return After(commit, previous);
                commit = notice;
                continue;
            }

            var delta = new CellDelta();
            delta.Add(commit.Delta);
            delta.Add(notice.Delta);
            commit = commit with
            {
                PreviousSeq = Math.Max(commit.PreviousSeq, notice.PreviousSeq),
                NewestEventAt = Instant.Max(commit.NewestEventAt, notice.NewestEventAt),
                Delta = delta,
            };
        }

        if (commit is not null)
            yield return After(commit, previous);
    }

    private static CommitNotice After(CommitNotice commit, Dictionary<long, long> previous)
    {
        var (writer, seq) = commit.Position;
        var last = previous.TryGetValue(writer, out var known) ? known : seq - MaxFirst;
        previous[writer] = seq;
        return commit with { PreviousSeq = Math.Max(commit.PreviousSeq, last) };
    }
}
