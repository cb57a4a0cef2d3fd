using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Grains.Abstractions.Tenants;
using KpiPlatform.Testing.InMemory;

namespace KpiPlatform.Gateway.Tests.Fakes;

/// <summary>The ports that the gateway reads through, in memory.</summary>
internal sealed class FakePorts : ITenantDefinitions, ITenantRegistry, ITenantData, ICustomerIndexProgress, ICustomerIndex, IStateStore, IJournalReader
{
    public Dictionary<string, TenantDefinition> Definitions { get; } = new(StringComparer.Ordinal);

    public InMemoryIntakeQualityStore Quality { get; } = new();

    public InMemoryStateStore States { get; init; } = new();

    public InMemoryAccessKeyStore Keys { get; } = new();

    public RecordedAudit Audit { get; } = new();

    public InMemoryAuditStore AuditStore { get; } = new();

    /// <summary>Has no customers; for their number.</summary>
    public InMemoryJournal Backfill { get; } = new(TimeProvider.System);

    public List<string> Fixed { get; } = [];

    public List<string> Forgotten { get; } = [];

    public Exception? DefinitionFailure { get; set; }

    public List<StoredTenant> Tenants { get; } = [];

    public List<PositionVector> Waits { get; } = [];

    public Exception? WaitFailure { get; set; }

    /// <summary>In the order in which they are listed.</summary>
    public List<ListedCustomer> Customers { get; } = [];

    /// <summary>Who of them meets a query; by default everybody.</summary>
    public Func<CustomerQuery, ListedCustomer, bool> Meets { get; set; } = (_, _) => true;

    public List<CustomerQuery> CustomerQueries { get; } = [];

    public List<string> StateKeys { get; } = [];

    public List<ListedRow> Rows { get; } = [];

    public List<JournalQuery> JournalQueries { get; } = [];

    public Dictionary<string, CustomerNumber> CustomerNumbers { get; } = new(StringComparer.Ordinal);

    public ValueTask<TenantDefinition?> FindAsync(TenantId tenant, CancellationToken cancellationToken) =>
        DefinitionFailure is null ? ValueTask.FromResult(Definitions.GetValueOrDefault(tenant.Value)) : throw DefinitionFailure;

    public ValueTask<TenantDefinition?> FindForRecordingAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        lock (Fixed)
            Fixed.Add(tenant.Value);
        return FindAsync(tenant, cancellationToken);
    }

    public IAsyncEnumerable<TenantRecord> ReadRecordsAsync(TenantId tenant, CancellationToken cancellationToken) => AsyncEnumerable.Empty<TenantRecord>();

    public Task<int> DeleteAsync(TenantNumber number, TenantId tenant, CancellationToken cancellationToken) => throw new NotSupportedException();

    public TenantDefinition? Latest(TenantId tenant) => Definitions.GetValueOrDefault(tenant.Value);

    public void Learn(TenantId tenant, TenantDocument document) => Forgotten.Add(tenant.Value);

    public void Forget(TenantId tenant) => Forgotten.Add(tenant.Value);

    public Task<TenantNumber> GetOrAddAsync(TenantId tenant, CancellationToken cancellationToken) => throw new NotSupportedException();

    Task<TenantNumber?> ITenantRegistry.FindAsync(TenantId tenant, CancellationToken cancellationToken) => throw new NotSupportedException();

    Task ITenantRegistry.RetireAsync(TenantId tenant, CancellationToken cancellationToken) => throw new NotSupportedException();

    Task<IReadOnlyList<StoredTenant>> ITenantRegistry.ListAsync(string? after, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<StoredTenant>>([.. Tenants.Where(tenant => string.CompareOrdinal(tenant.Id.Value, after) > 0).Take(limit)]);

    public Task WaitAsync(PositionVector positions, CancellationToken cancellationToken)
    {
        Waits.Add(positions);
        return WaitFailure is null ? Task.CompletedTask : Task.FromException(WaitFailure);
    }

    Task<IReadOnlyList<ListedCustomer>> ICustomerIndex.ListAsync(CustomerQuery query, CancellationToken cancellationToken)
    {
        CustomerQueries.Add(query);
        var from = query.After is { } after ? Customers.FindIndex(customer => customer.CustomerId.Value == after.CustomerId) + 1 : 0;
        return Task.FromResult<IReadOnlyList<ListedCustomer>>([.. Customers.Skip(from).Where(customer => Meets(query, customer)).Take(query.Limit)]);
    }

    public Task UpsertAsync(IReadOnlyList<CustomerIndexEntry> entries, JournalPosition indexedTo, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<ListedCustomer>> ReadDueAsync(NodaTime.Instant now, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<CustomerReference>> ReadUnindexedAsync(long writer, long afterSeq, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task MarkIndexedAsync(JournalPosition indexedTo, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Documents of the gateway's own.</summary>
    public InMemoryStateStore Documents => States;

    public Task<StoredState?> ReadAsync(string kind, string key, CancellationToken cancellationToken) => Documents.ReadAsync(kind, key, cancellationToken);

    public Task<string?> WriteAsync(string kind, string key, string? expectedEtag, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken) =>
        Documents.WriteAsync(kind, key, expectedEtag, payload, cancellationToken);

    public Task<bool> DeleteAsync(string kind, string key, string expectedEtag, CancellationToken cancellationToken) => Documents.DeleteAsync(kind, key, expectedEtag, cancellationToken);

    public Task<IReadOnlyList<string>> ListKeysAsync(string kind, string prefix, string? after, int limit, CancellationToken cancellationToken) =>
        kind != "scorecard" ? Documents.ListKeysAsync(kind, prefix, after, limit, cancellationToken) : Task.FromResult<IReadOnlyList<string>>(
            [.. StateKeys.Where(key => kind == "scorecard" && key.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(key, after) > 0).Take(limit)]);

    public Task<StoredCustomer?> LoadCustomerAsync(CustomerReference customer, CancellationToken cancellationToken) =>
        throw new NotSupportedException("The gateway never loads whole customers; their grains do.");

    public Task<LoadedCustomer> LoadAsync(CustomerReference customer, CancellationToken cancellationToken) =>
        throw new NotSupportedException("The gateway never loads whole customers; their grains do.");

    public Task<CustomerNumber?> FindCustomerAsync(CustomerReference customer, CancellationToken cancellationToken) =>
        Task.FromResult<CustomerNumber?>(CustomerNumbers.TryGetValue(customer.Customer.Value, out var number) ? number : null);

    Task<IReadOnlyList<ListedRow>> IJournalReader.ListAsync(JournalQuery query, CancellationToken cancellationToken)
    {
        JournalQueries.Add(query);
        var from = query.After is { } after ? Rows.FindIndex(row => row.Row.Version == after.Version) + 1 : 0;
        return Task.FromResult<IReadOnlyList<ListedRow>>([.. Rows.Skip(from).Take(query.Limit)]);
    }

    /// <summary>Customers that were linked once.</summary>
    public HashSet<CustomerNumber> Linked { get; } = [];

    public IAsyncEnumerable<ListedRow> ReadTogetherAsync(TenantNumber tenant, IReadOnlyCollection<CustomerNumber> customers, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> HasLinkMarksAsync(TenantNumber tenant, CustomerNumber customer, CancellationToken cancellationToken) => Task.FromResult(Linked.Contains(customer));

    public IAsyncEnumerable<JournalRow> ReadCustomerAsync(TenantNumber tenant, CustomerNumber customer, long fromVersion, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<JournalRow>> FindAsync(TenantNumber tenant, CustomerNumber customer, ulong identityHash, int revision, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<JournalRow> ScanAsync(TenantNumber tenant, NodaTime.Instant? recordedUntil, CancellationToken cancellationToken) =>
        Rows.Select(row => row.Row)
            .Where(row => recordedUntil is null || row.RecordedAt <= recordedUntil)
            .OrderBy(row => row.Customer.Value)
            .ThenBy(row => row.Version)
            .ToAsyncEnumerable();

    public IAsyncEnumerable<CommitNotice> ReadDeltasAsync(TenantNumber tenant, int shard, PositionVector after, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<CommitNotice> ReadDeltasRecordedAfterAsync(TenantNumber tenant, int shard, NodaTime.Instant recordedAfter, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<CommitNotice> ReadGenerationDeltasRecordedAfterAsync(TenantNumber tenant, int generation, NodaTime.Instant recordedAfter, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<ListedRow>> ReadPositionsAsync(TenantNumber tenant, long writer, long afterSeq, long throughSeq, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<NodaTime.Instant?> FindRecordedAtAsync(JournalPosition position, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<WriterState>> ReadWritersAsync(long fromWriter, CancellationToken cancellationToken) => throw new NotSupportedException();
}
