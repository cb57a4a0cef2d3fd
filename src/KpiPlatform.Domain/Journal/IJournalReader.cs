using KpiPlatform.Domain.Identity;
using NodaTime;

namespace KpiPlatform.Domain.Journal;

/// <summary>Reads the journal. Thread-safe. Rows are interactions: marks are left out, except where it is said that they are not. Failures of the database throw <see cref="DomainException"/> of kind Unavailable.</summary>
public interface IJournalReader
{
    /// <summary>Reads mapping, snapshot and tail; null if the customer is unknown. Calls at the same time share one batched query, through a bounded pool.</summary>
    Task<StoredCustomer?> LoadCustomerAsync(CustomerReference customer, CancellationToken cancellationToken);

    /// <summary>As <see cref="LoadCustomerAsync"/>, with what persons left behind who had the id before and were erased.</summary>
    Task<LoadedCustomer> LoadAsync(CustomerReference customer, CancellationToken cancellationToken);

    /// <summary>The number of a customer, nothing else of it; null if it is unknown.</summary>
    Task<CustomerNumber?> FindCustomerAsync(CustomerReference customer, CancellationToken cancellationToken);

    /// <summary>All rows of a customer with a version ≥ <paramref name="fromVersion"/>, in version order.</summary>
    IAsyncEnumerable<JournalRow> ReadCustomerAsync(TenantNumber tenant, CustomerNumber customer, long fromVersion, CancellationToken cancellationToken);

    /// <summary>All rows of some customers, marks among them, by (customer, version); one consistent view.</summary>
    /// <param name="tenant">Their tenant.</param>
    /// <param name="customers">1 to 1,000 of them.</param>
    /// <param name="cancellationToken">Ends reading.</param>
    IAsyncEnumerable<ListedRow> ReadTogetherAsync(TenantNumber tenant, IReadOnlyCollection<CustomerNumber> customers, CancellationToken cancellationToken);

    /// <summary>Whether a customer was ever linked, as one who was folded or as a survivor.</summary>
    Task<bool> HasLinkMarksAsync(TenantNumber tenant, CustomerNumber customer, CancellationToken cancellationToken);

    /// <summary>One row, by the interaction's identity hash and revision; several if hashes collide.</summary>
    Task<IReadOnlyList<JournalRow>> FindAsync(TenantNumber tenant, CustomerNumber customer, ulong identityHash, int revision, CancellationToken cancellationToken);

    /// <summary>One page of rows with their customers' external ids (null once erased), by (occurred at, source, identity hash, version).</summary>
    Task<IReadOnlyList<ListedRow>> ListAsync(JournalQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// All rows of a tenant recorded at or before <paramref name="recordedUntil"/> (null: all), marks of links among them, by
    /// (customer, version); one consistent view. <see cref="CustomerHistories"/> puts together what counts as one customer.
    /// </summary>
    IAsyncEnumerable<JournalRow> ScanAsync(TenantNumber tenant, Instant? recordedUntil, CancellationToken cancellationToken);

    /// <summary>All commit deltas of a shard that the vector does not cover, by (writer, seq).</summary>
    IAsyncEnumerable<CommitNotice> ReadDeltasAsync(TenantNumber tenant, int shard, PositionVector after, CancellationToken cancellationToken);

    /// <summary>All commit deltas of a shard with a recording time later than <paramref name="recordedAfter"/>.</summary>
    IAsyncEnumerable<CommitNotice> ReadDeltasRecordedAfterAsync(TenantNumber tenant, int shard, Instant recordedAfter, CancellationToken cancellationToken);

    /// <summary>
    /// All commit deltas of a generation of cells with a recording time later than <paramref name="recordedAfter"/>, of all its shards, by
    /// (recorded at, writer, seq): what one commit changed in several shards stands together.
    /// </summary>
    IAsyncEnumerable<CommitNotice> ReadGenerationDeltasRecordedAfterAsync(TenantNumber tenant, int generation, Instant recordedAfter, CancellationToken cancellationToken);

    /// <summary>
    /// Rows of a tenant at positions of one writer in (<paramref name="afterSeq"/>, <paramref name="throughSeq"/>], by position, with their
    /// customers' external ids (null once erased); at most <paramref name="limit"/>.
    /// </summary>
    Task<IReadOnlyList<ListedRow>> ReadPositionsAsync(TenantNumber tenant, long writer, long afterSeq, long throughSeq, int limit, CancellationToken cancellationToken);

    /// <summary>When the row at a position was committed; null if there is none.</summary>
    Task<Instant?> FindRecordedAtAsync(JournalPosition position, CancellationToken cancellationToken);

    /// <summary>All writers with a number ≥ <paramref name="fromWriter"/>.</summary>
    Task<IReadOnlyList<WriterState>> ReadWritersAsync(long fromWriter, CancellationToken cancellationToken);
}
