namespace KpiPlatform.Persistence.Writing;

/// <summary>How the journal is written. The defaults suit a host with a database in the same data centre.</summary>
/// <remarks>
/// An append is answered at the latest after <see cref="QueueTimeout"/> + <see cref="CommitTimeout"/> + <see cref="OutcomeTimeout"/>;
/// keep the sum below the timeout of the calls that wait for it (30 s).
/// </remarks>
public sealed record JournalWriterOptions
{
    /// <summary>Most rows that wait for a commit; beyond, appends are answered Overloaded. One tenant may hold half of them. Default 50,000.</summary>
    public int MaxQueuedRows { get; init; } = 50_000;

    /// <summary>Most bytes of facts and personal parts that wait for a commit. One tenant may hold half of them. Default 64 MiB.</summary>
    public long MaxQueuedBytes { get; init; } = 64L << 20;

    /// <summary>Most rows of a commit; an append with more gets one of its own. Default 5,000.</summary>
    public int MaxCommitRows { get; init; } = 5_000;

    /// <summary>Most bytes of a commit; an append with more gets one of its own. Default 16 MiB.</summary>
    public long MaxCommitBytes { get; init; } = 16L << 20;

    /// <summary>How long a commit should take when more is queued than fits: rows per commit adapt to it. Default 10 ms.</summary>
    public TimeSpan TargetCommitTime { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>After this long the outcome of a commit counts as unknown and the epoch ends. Default 10 s.</summary>
    public TimeSpan CommitTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long to try to learn an unknown outcome before its appends are answered Unavailable. Default 5 s.</summary>
    public TimeSpan OutcomeTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long an append waits in the queue before it is answered Unavailable. While the database has been away for as long, new
    /// appends are answered at once. Default 10 s.
    /// </summary>
    public TimeSpan QueueTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest pause between attempts to reach a database that is away; the first is 50 ms, then they double. Default 1 s.</summary>
    public TimeSpan MaxReconnectDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Whether starting closes all older writers: right where this process is the only one on its database, as with an embedded
    /// host, and fencing all others where it is not. Default false.
    /// </summary>
    public bool CloseOlderWriters { get; init; }

    /// <summary>This run of the host, where several share the database: others can close all of its writers by it. Default null: alone.</summary>
    public string? Host { get; init; }
}
