using System.Runtime.CompilerServices;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using NodaTime;

namespace KpiPlatform.Simulation.Tests;

/// <summary>Reads what is committed, over the simulated network.</summary>
internal sealed class SlowReader(SimulatedDatabase database) : IJournalReader
{
    private IJournalReader Inner => database.Journal;

    public Task<StoredCustomer?> LoadCustomerAsync(CustomerReference customer, CancellationToken cancellationToken) =>
        ReadAsync(() => Inner.LoadCustomerAsync(customer, cancellationToken));

    public Task<LoadedCustomer> LoadAsync(CustomerReference customer, CancellationToken cancellationToken) => ReadAsync(() => Inner.LoadAsync(customer, cancellationToken));

    public Task<CustomerNumber?> FindCustomerAsync(CustomerReference customer, CancellationToken cancellationToken) =>
        ReadAsync(() => Inner.FindCustomerAsync(customer, cancellationToken));

    public IAsyncEnumerable<JournalRow> ReadCustomerAsync(TenantNumber tenant, CustomerNumber customer, long fromVersion, CancellationToken cancellationToken) =>
        StreamAsync(() => Inner.ReadCustomerAsync(tenant, customer, fromVersion, cancellationToken), cancellationToken);

    public IAsyncEnumerable<ListedRow> ReadTogetherAsync(TenantNumber tenant, IReadOnlyCollection<CustomerNumber> customers, CancellationToken cancellationToken) =>
        StreamAsync(() => Inner.ReadTogetherAsync(tenant, customers, cancellationToken), cancellationToken);

    public Task<bool> HasLinkMarksAsync(TenantNumber tenant, CustomerNumber customer, CancellationToken cancellationToken) =>
        ReadAsync(() => Inner.HasLinkMarksAsync(tenant, customer, cancellationToken));

    public Task<IReadOnlyList<JournalRow>> FindAsync(TenantNumber tenant, CustomerNumber customer, ulong identityHash, int revision, CancellationToken cancellationToken) =>
        ReadAsync(() => Inner.FindAsync(tenant, customer, identityHash, revision, cancellationToken));

    public Task<IReadOnlyList<ListedRow>> ListAsync(JournalQuery query, CancellationToken cancellationToken) => ReadAsync(() => Inner.ListAsync(query, cancellationToken));

    public IAsyncEnumerable<JournalRow> ScanAsync(TenantNumber tenant, Instant? recordedUntil, CancellationToken cancellationToken) =>
        StreamAsync(() => Inner.ScanAsync(tenant, recordedUntil, cancellationToken), cancellationToken);

    public IAsyncEnumerable<CommitNotice> ReadDeltasAsync(TenantNumber tenant, int shard, PositionVector after, CancellationToken cancellationToken) =>
        StreamAsync(() => Inner.ReadDeltasAsync(tenant, shard, after, cancellationToken), cancellationToken);

    public IAsyncEnumerable<CommitNotice> ReadDeltasRecordedAfterAsync(TenantNumber tenant, int shard, Instant recordedAfter, CancellationToken cancellationToken) =>
        StreamAsync(() => Inner.ReadDeltasRecordedAfterAsync(tenant, shard, recordedAfter, cancellationToken), cancellationToken);

    public IAsyncEnumerable<CommitNotice> ReadGenerationDeltasRecordedAfterAsync(TenantNumber tenant, int generation, Instant recordedAfter, CancellationToken cancellationToken) =>
        StreamAsync(() => Inner.ReadGenerationDeltasRecordedAfterAsync(tenant, generation, recordedAfter, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<ListedRow>> ReadPositionsAsync(TenantNumber tenant, long writer, long afterSeq, long throughSeq, int limit, CancellationToken cancellationToken) =>
        ReadAsync(() => Inner.ReadPositionsAsync(tenant, writer, afterSeq, throughSeq, limit, cancellationToken));

    public Task<Instant?> FindRecordedAtAsync(JournalPosition position, CancellationToken cancellationToken) => ReadAsync(() => Inner.FindRecordedAtAsync(position, cancellationToken));

    public Task<IReadOnlyList<WriterState>> ReadWritersAsync(long fromWriter, CancellationToken cancellationToken) =>
        ReadAsync(() => Inner.ReadWritersAsync(fromWriter, cancellationToken));

    private async Task<T> ReadAsync<T>(Func<Task<T>> read)
    {
        await database.PassAsync();
        return await read();
    }

    private async IAsyncEnumerable<T> StreamAsync<T>(Func<IAsyncEnumerable<T>> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await database.PassAsync();
        await foreach (var item in read().WithCancellation(cancellationToken))
            yield return item;
    }
}
