using KpiPlatform.Domain.Journal;

namespace KpiPlatform.Persistence.Writing;

/// <summary>A connection that commits for one writer. Not thread-safe.</summary>
internal interface IJournalSession : IAsyncDisposable
{
    /// <summary>
    /// Commits all or nothing: moves the writer on, maps new customers, inserts rows and deltas. Returns once it is durable. After
    /// any failure but <see cref="CommitFailure.Unknown"/> the session can go on, and nothing of the commit is in the database.
    /// </summary>
    /// <exception cref="JournalStoreException">It failed.</exception>
    Task CommitAsync(JournalCommit commit, CancellationToken cancellationToken);

    /// <summary>Reads heads and mappings of the customers of some appends.</summary>
    /// <exception cref="JournalStoreException">It failed; always <see cref="CommitFailure.Unknown"/>.</exception>
    Task<StoredHeads> ReadHeadsAsync(IReadOnlyList<JournalAppend> appends, CancellationToken cancellationToken);
}
