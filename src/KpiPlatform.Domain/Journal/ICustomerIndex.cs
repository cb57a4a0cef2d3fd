using NodaTime;

namespace KpiPlatform.Domain.Journal;

/// <summary>The index of customers for lists, filters and the sweep of due changes. Thread-safe.</summary>
public interface ICustomerIndex
{
    /// <summary>
    /// Upserts entries (one per customer; a lower version than the stored one is ignored) and, in the same transaction, records that the
    /// index is complete up to <paramref name="indexedTo"/>.
    /// </summary>
    Task UpsertAsync(IReadOnlyList<CustomerIndexEntry> entries, JournalPosition indexedTo, CancellationToken cancellationToken);

    /// <summary>One page of customers.</summary>
    Task<IReadOnlyList<ListedCustomer>> ListAsync(CustomerQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// Customers whose due time has come, at most <paramref name="limit"/>, earliest first. Looks at every entry: for a sweep every few
    /// minutes, not for calls.
    /// </summary>
    Task<IReadOnlyList<ListedCustomer>> ReadDueAsync(Instant now, int limit, CancellationToken cancellationToken);

    /// <summary>Customers with rows of a closed writer that the index is not known to hold, with their external ids.</summary>
    Task<IReadOnlyList<CustomerReference>> ReadUnindexedAsync(long writer, long afterSeq, int limit, CancellationToken cancellationToken);

    /// <summary>Records that the index is complete up to a position.</summary>
    Task MarkIndexedAsync(JournalPosition indexedTo, CancellationToken cancellationToken);
}
