using KpiPlatform.Domain.Journal;
using NodaTime;

namespace KpiPlatform.Testing.InMemory;

/// <summary>Takes what is to be indexed. Listing is tested on real databases. Thread-safe.</summary>
public sealed class InMemoryCustomerIndex : ICustomerIndex
{
    private readonly Lock _lock = new();
    private readonly List<CustomerIndexEntry> _entries = [];

    /// <summary>Everything upserted, in order.</summary>
    public IReadOnlyList<CustomerIndexEntry> Entries
    {
        get
        {
            lock (_lock)
                return [.. _entries];
        }
    }

    /// <summary>Up to where the index is complete.</summary>
    public JournalPosition IndexedTo { get; private set; }

    /// <inheritdoc/>
    public Task UpsertAsync(IReadOnlyList<CustomerIndexEntry> entries, JournalPosition indexedTo, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _entries.AddRange(entries);
            if (indexedTo.Writer > 0)
                IndexedTo = indexedTo;
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ListedCustomer>> ListAsync(CustomerQuery query, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Listings are tested on real databases.");

    /// <inheritdoc/>
    public Task<IReadOnlyList<ListedCustomer>> ReadDueAsync(Instant now, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ListedCustomer>>([]);

    /// <inheritdoc/>
    public Task<IReadOnlyList<CustomerReference>> ReadUnindexedAsync(long writer, long afterSeq, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<CustomerReference>>([]);

    /// <inheritdoc/>
    public Task MarkIndexedAsync(JournalPosition indexedTo, CancellationToken cancellationToken)
    {
        IndexedTo = indexedTo;
        return Task.CompletedTask;
    }
}
