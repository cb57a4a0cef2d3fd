using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using NodaTime;

namespace KpiPlatform.Persistence.Writing;

/// <summary>A writer that this host holds open, and where it stands. Used by the writer's loop alone.</summary>
internal sealed class WriterEpoch(long writer, IJournalSession session)
{
    // More tenants than these at a time write little each: then the room of their sums is not worth keeping. One tenant has up to 64 shards, and twice
    // as many while it is counted anew.
    private const int MaxDraftsKept = 256;

    private readonly Dictionary<(int Tenant, int Shard), long> _previousSeqs = [];
    private readonly Dictionary<(int Tenant, int Shard), CommitDraft> _drafts = [];
    private readonly List<(int Tenant, int Shard)> _used = [];

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
        foreach (var append in appends)
        {
            toSeq += append.Entries.Count;
            DraftOf(append.Tenant, append.Shard).Add(append, append.Shard, append.Delta);
            foreach (var also in append.Also)
                DraftOf(append.Tenant, also.Shard).Add(append, also.Shard, also.Delta);
        }

        var notices = new CommitNotice[_used.Count];
        var encoded = new byte[_used.Count][];
        for (var i = 0; i < notices.Length; i++)
        {
            var (tenant, shard) = _used[i];
            var draft = _drafts[_used[i]];
            var (newestEventAt, shared) = (draft.NewestEventAt, draft.Shared);
            var delta = draft.Take();
            notices[i] = new(new(tenant), shard, new(writer, toSeq), _previousSeqs.GetValueOrDefault((tenant, shard)), recordedAt, newestEventAt, delta) { Shared = shared };
            encoded[i] = delta.Encode();
        }

        _used.Clear();
        if (_drafts.Count > MaxDraftsKept)
            _drafts.Clear();
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

    private CommitDraft DraftOf(TenantNumber tenant, int shard)
    {
        var key = (tenant.Value, shard);
        if (!_drafts.TryGetValue(key, out var draft))
            _drafts.Add(key, draft = new());
        if (!draft.IsUsed)
            _used.Add(key);
        return draft;
    }
}
