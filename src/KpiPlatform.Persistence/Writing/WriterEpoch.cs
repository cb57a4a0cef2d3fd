using KpiPlatform.Domain.Journal;
using NodaTime;

namespace KpiPlatform.Persistence.Writing;

/// <summary>A writer that this host holds open, and where it stands. Used by the writer's loop alone.</summary>
internal sealed class WriterEpoch(long writer, IJournalSession session)
{
    private readonly Dictionary<(int Tenant, int Shard), long> _previousSeqs = [];

    /// <summary>The writer's number.</summary>
    public long Writer => writer;

    /// <summary>The connection that commits for it.</summary>
    public IJournalSession Session => session;

    /// <summary>Its last row number, as committed.</summary>
    public long LastSeq { get; private set; }

    /// <summary>Makes the next commit out of appends: merges their deltas per tenant and shard.</summary>
    public JournalCommit Prepare(IReadOnlyList<JournalAppend> appends, Instant recordedAt)
    {
        var toSeq = LastSeq;
        var drafts = new Dictionary<(int Tenant, int Shard), CommitDraft>();
        foreach (var append in appends)
        {
            toSeq += append.Entries.Count;
            var key = (append.Tenant.Value, append.Shard);
            if (!drafts.TryGetValue(key, out var draft))
            {
                draft = new CommitDraft();
                drafts.Add(key, draft);
            }

            draft.Add(append);
        }

        var notices = new CommitNotice[drafts.Count];
        var encoded = new byte[drafts.Count][];
        var i = 0;
        foreach (var ((tenant, shard), draft) in drafts)
        {
            notices[i] = new(
                new(tenant), shard, new(writer, toSeq), _previousSeqs.GetValueOrDefault((tenant, shard)), recordedAt, draft.NewestEventAt, draft.Delta);
            encoded[i++] = draft.Delta.Encode();
        }

        return new()
        {
            Writer = writer,
            FromSeq = LastSeq,
            ToSeq = toSeq,
            RecordedAt = recordedAt,
            Appends = appends,
            Notices = notices,
            EncodedDeltas = encoded,
        };
    }

    /// <summary>The commit is in the database.</summary>
    public void Advance(JournalCommit commit)
    {
        LastSeq = commit.ToSeq;
        foreach (var notice in commit.Notices)
            _previousSeqs[(notice.Tenant.Value, notice.Shard)] = commit.ToSeq;
    }
}
