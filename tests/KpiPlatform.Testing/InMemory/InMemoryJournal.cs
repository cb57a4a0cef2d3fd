using System.Runtime.CompilerServices;
using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Measures;
using NodaTime;

namespace KpiPlatform.Testing.InMemory;

/// <summary>
/// A journal in memory with the guarantees of the real one (versions, positions, chains), for tests of what builds on it. Commits
/// can be held back, and appends be made to fail. One commit per append. Thread-safe.
/// </summary>
public sealed class InMemoryJournal : IJournalWriter, IJournalReader, ICustomerSnapshots, IBackfillStore, IErasures
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly List<(TenantNumber Tenant, JournalRow Row)> _rows = [];
    private readonly List<CommitNotice> _deltas = [];
    private readonly Dictionary<CustomerReference, CustomerNumber> _customers = [];
    private readonly List<(CustomerReference Customer, CustomerNumber Number)> _erased = [];
    private readonly Dictionary<CustomerNumber, CustomerSnapshot> _snapshots = [];
    private readonly Dictionary<(TenantNumber Tenant, int Shard), long> _lastSeqByShard = [];
    private readonly Queue<(JournalAppend Append, TaskCompletionSource<AppendOutcome> Done)> _held = new();
    private readonly Queue<AppendStatus> _failures = new();
    private readonly List<(int Count, TaskCompletionSource Reached)> _waiters = [];
    private bool _holding;
    private long _allocated;
    private long _lastSeq;
    private int _writersAsked;

    /// <summary>Creates an empty journal.</summary>
    public InMemoryJournal(TimeProvider time) => _time = time;

    /// <summary>Heard after each commit.</summary>
    public IReadOnlyList<ICommitObserver> Observers { get; set; } = [];

    /// <summary>Awaited by each scan once it has taken its rows; null for nothing.</summary>
    public Func<Task>? Scanned { get; set; }

    /// <summary>Awaited before a shard's deltas are taken; null for nothing.</summary>
    public Func<int, Task>? DeltasAsked { get; set; }

    /// <summary>Called once a shard's deltas are taken; null for nothing.</summary>
    public Action<int>? DeltasTaken { get; set; }

    /// <summary>How often anybody has asked for the writers.</summary>
    public int WritersAsked => _writersAsked;

    /// <summary>Customers whose external id is to look erased to <see cref="ReadCustomersAsync"/>. Filled before use.</summary>
    public HashSet<CustomerId> Erased { get; } = [];

    /// <summary>The writer's number.</summary>
    public long Writer { get; init; } = 1;

    /// <summary>The writers as readers see them, where several commit by <see cref="TryApply"/>; null: the one that appends here.</summary>
    public Func<IReadOnlyList<WriterState>>? Writers { get; init; }

    /// <summary>All interactions, in commit order.</summary>
    public IReadOnlyList<JournalRow> Rows => [.. AllRows.Where(row => !row.IsMark)];

    /// <summary>All rows, in commit order, marks of definitions among them.</summary>
    public IReadOnlyList<JournalRow> AllRows
    {
        get
        {
            lock (_lock)
                return [.. _rows.Select(row => row.Row)];
        }
    }

    /// <summary>The interactions of each customer, by its id, as of a commit; customers known only by marks have none.</summary>
    public IReadOnlyDictionary<string, List<EncodedInteraction>> RowsById(long throughSeq = long.MaxValue)
    {
        lock (_lock)
        {
            return _customers.Select(entry => (Id: entry.Key.Customer.Value, Number: entry.Value)).Concat(_erased.Select(erased => (Id: $"erased {erased.Number.Value}", erased.Number))).ToDictionary(
                entry => entry.Id,
                entry => _rows.Where(row => row.Row.Customer == entry.Number && !row.Row.IsMark && row.Row.Position.Seq <= throughSeq).Select(row => row.Row.Interaction).ToList());
        }
    }

    /// <summary>All commit deltas, in commit order.</summary>
    public IReadOnlyList<CommitNotice> Deltas
    {
        get
        {
            lock (_lock)
                return [.. _deltas];
        }
    }

    /// <summary>Appends that wait because commits are held.</summary>
    public int Held
    {
        get
        {
            lock (_lock)
                return _held.Count;
        }
    }

    /// <summary>Snapshots saved so far.</summary>
    public IReadOnlyCollection<CustomerSnapshot> Snapshots
    {
        get
        {
            lock (_lock)
                return [.. _snapshots.Values];
        }
    }

    /// <summary>From now on appends wait until <see cref="Release"/>.</summary>
    public void Hold()
    {
        lock (_lock)
            _holding = true;
    }

    /// <summary>Completes once so many appends wait.</summary>
    public Task WhenHeldAsync(int count)
    {
        lock (_lock)
        {
            if (_held.Count >= count)
                return Task.CompletedTask;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((count, reached));
            return reached.Task;
        }
    }

    /// <summary>Settles what waits, in order, and holds no more.</summary>
    public void Release()
    {
        lock (_lock)
        {
            _holding = false;
            while (_held.TryDequeue(out var held))
                held.Done.SetResult(Settle_NeedsLock(held.Append));
        }
    }

    /// <summary>The next append that is settled ends like this and is not recorded.</summary>
    public void FailNext(AppendStatus status)
    {
        lock (_lock)
            _failures.Enqueue(status);
    }

    /// <inheritdoc/>
    public CustomerNumber AllocateCustomer() => new(Interlocked.Increment(ref _allocated));

    /// <inheritdoc/>
    public Task<AppendOutcome> AppendAsync(JournalAppend append)
    {
        lock (_lock)
        {
            if (!_holding)
                return Task.FromResult(Settle_NeedsLock(append));
            var done = new TaskCompletionSource<AppendOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
            _held.Enqueue((append, done));
            foreach (var (_, reached) in _waiters.Where(waiter => waiter.Count <= _held.Count))
                reached.TrySetResult();
            return done.Task;
        }
    }

    /// <summary>Applies a transaction of a writer elsewhere: all of it, or nothing if a version does not follow or an id is taken.</summary>
    /// <param name="appends">Its appends, those together as one each.</param>
    /// <param name="notices">Its commit deltas.</param>
    /// <param name="from">Position before its first row.</param>
    /// <param name="recordedAt">When it is recorded.</param>
    public bool TryApply(IReadOnlyList<JournalAppend> appends, IReadOnlyList<CommitNotice> notices, JournalPosition from, Instant recordedAt)
    {
        lock (_lock)
        {
            var heads = new Dictionary<CustomerNumber, long>();
            var ids = new HashSet<CustomerReference>();
            foreach (var append in appends)
            {
                var head = heads.TryGetValue(append.Customer, out var known) ? known : RowsOf_NeedsLock(append.Tenant, append.Customer, 1).Count;
                if (append.FirstVersion != head + 1 || (append.NewCustomerId is { } id && (_customers.ContainsKey(new(append.Tenant, id)) || !ids.Add(new(append.Tenant, id)))))
                    return false;
                heads[append.Customer] = head + append.Entries.Count;
            }

            var seq = from.Seq;
            foreach (var append in appends)
                seq = AddRows_NeedsLock(append, from.Writer, seq, recordedAt);
            foreach (var append in appends.Where(append => append.Erasure is not null))
                Erase_NeedsLock(append, append.Erasure!);
            foreach (var append in appends.Where(append => append.Deletion is not null))
                Delete_NeedsLock(append, append.Deletion!);
            _deltas.AddRange(notices);
            return true;
        }
    }

    /// <inheritdoc/>
    public Task<CustomerNumber?> FindCustomerAsync(CustomerReference customer, CancellationToken cancellationToken)
    {
        lock (_lock)
            return Task.FromResult<CustomerNumber?>(_customers.TryGetValue(customer, out var number) ? number : null);
    }

    /// <inheritdoc/>
    public Task<StoredCustomer?> LoadCustomerAsync(CustomerReference customer, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_customers.TryGetValue(customer, out var number))
                return Task.FromResult<StoredCustomer?>(null);
            var snapshot = _snapshots.GetValueOrDefault(number);
            var tail = RowsOf_NeedsLock(customer.Tenant, number, (snapshot?.Version ?? 0) + 1);
            return Task.FromResult<StoredCustomer?>(new(number, snapshot?.Version ?? 0, snapshot?.State ?? default, tail)
            {
                SnapshotGeneration = snapshot?.Generation ?? 0,
                SnapshotDefinition = snapshot?.Definition ?? 0,
            });
        }
    }

    /// <inheritdoc/>
    public async Task<LoadedCustomer> LoadAsync(CustomerReference customer, CancellationToken cancellationToken)
    {
        var stored = await LoadCustomerAsync(customer, cancellationToken);
        lock (_lock)
        {
            return new(stored, [.. _erased
                .Where(erased => erased.Customer == customer)
                .SelectMany(erased => RowsOf_NeedsLock(customer.Tenant, erased.Number, 1))
                .Where(row => !row.IsMark)
                .Select(row => new KnownIdentity(row.Interaction.IdentityHash, row.Interaction.Revision, row.Interaction.ContentHash))]);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<JournalRow> ReadCustomerAsync(
        TenantNumber tenant, CustomerNumber customer, long fromVersion, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IReadOnlyList<JournalRow> rows;
        lock (_lock)
            rows = [.. RowsOf_NeedsLock(tenant, customer, fromVersion).Where(row => !row.IsMark)];
        await Task.Yield();
        foreach (var row in rows)
            yield return row;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ListedRow> ReadTogetherAsync(
        TenantNumber tenant, IReadOnlyCollection<CustomerNumber> customers, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<ListedRow> rows;
        lock (_lock)
        {
            var ids = _customers.Where(entry => entry.Key.Tenant == tenant).ToDictionary(entry => entry.Value, entry => entry.Key.Customer);
            rows = [.. customers.Order(Comparer<CustomerNumber>.Create((left, right) => left.Value.CompareTo(right.Value)))
                .SelectMany(customer => RowsOf_NeedsLock(tenant, customer, 1))
                .Select(row => new ListedRow(row, ids.TryGetValue(row.Customer, out var id) ? id : null))];
        }

        await Task.Yield();
        foreach (var row in rows)
            yield return row;
    }

    /// <inheritdoc/>
    public Task<bool> HasLinkMarksAsync(TenantNumber tenant, CustomerNumber customer, CancellationToken cancellationToken)
    {
        lock (_lock)
            return Task.FromResult(RowsOf_NeedsLock(tenant, customer, 1).Exists(row => row.IsMark && !row.Interaction.Facts.IsEmpty));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<JournalRow>> FindAsync(TenantNumber tenant, CustomerNumber customer, ulong identityHash, int revision, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<JournalRow>>(
                [.. RowsOf_NeedsLock(tenant, customer, 1).Where(row => !row.IsMark && row.Interaction.IdentityHash == identityHash && row.Interaction.Revision == revision)]);
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ListedRow>> ListAsync(JournalQuery query, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Listings are tested on real databases.");

    /// <inheritdoc/>
    public async IAsyncEnumerable<JournalRow> ScanAsync(TenantNumber tenant, Instant? recordedUntil, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<JournalRow> rows;
        lock (_lock)
        {
            rows = [.. _rows
                .Where(row => row.Tenant == tenant && (!row.Row.IsMark || !row.Row.Interaction.Facts.IsEmpty) && (recordedUntil is null || row.Row.RecordedAt <= recordedUntil))
                .Select(row => row.Row)
                .OrderBy(row => row.Customer.Value)
                .ThenBy(row => row.Version)];
        }

        await Task.Yield();
        if (Scanned is { } scanned)
            await scanned();
        foreach (var row in rows)
            yield return row;
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<CommitNotice> ReadDeltasAsync(TenantNumber tenant, int shard, PositionVector after, CancellationToken cancellationToken) =>
        DeltasAsync(notice => notice.Tenant == tenant && notice.Shard == shard && !after.Covers(notice.Position), isByTime: false, shard);

    /// <inheritdoc/>
    public IAsyncEnumerable<CommitNotice> ReadDeltasRecordedAfterAsync(TenantNumber tenant, int shard, Instant recordedAfter, CancellationToken cancellationToken) =>
        DeltasAsync(notice => notice.Tenant == tenant && notice.Shard == shard && notice.RecordedAt > recordedAfter, isByTime: true, shard);

    /// <inheritdoc/>
    public IAsyncEnumerable<CommitNotice> ReadGenerationDeltasRecordedAfterAsync(TenantNumber tenant, int generation, Instant recordedAfter, CancellationToken cancellationToken) =>
        DeltasAsync(notice => notice.Tenant == tenant && MeasuresShard.GenerationOf(notice.Shard) == generation && notice.RecordedAt > recordedAfter, isByTime: true);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ListedRow>> ReadPositionsAsync(TenantNumber tenant, long writer, long afterSeq, long throughSeq, int limit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var ids = _customers.Where(entry => entry.Key.Tenant == tenant).ToDictionary(entry => entry.Value, entry => entry.Key.Customer);
            return Task.FromResult<IReadOnlyList<ListedRow>>(
            [
                .. _rows
                    .Where(row => row.Tenant == tenant && row.Row.Position.Writer == writer && row.Row.Position.Seq > afterSeq && row.Row.Position.Seq <= throughSeq && !row.Row.IsMark)
                    .Take(limit)
                    .Select(row => new ListedRow(row.Row, ids.TryGetValue(row.Row.Customer, out var id) ? id : null)),
            ]);
        }
    }

    /// <inheritdoc/>
    public Task<Instant?> FindRecordedAtAsync(JournalPosition position, CancellationToken cancellationToken)
    {
        lock (_lock)
            return Task.FromResult(_rows.Where(row => row.Row.Position == position).Select(row => (Instant?)row.Row.RecordedAt).FirstOrDefault());
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<WriterState>> ReadWritersAsync(long fromWriter, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _writersAsked);
        lock (_lock)
            return Task.FromResult(Writers?.Invoke() ?? [new(Writer, _lastSeq, Closed: false, IndexedSeq: 0)]);
    }

    /// <inheritdoc/>
    public void Save(CustomerSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        lock (_lock)
            _snapshots[snapshot.Customer] = snapshot;
    }

    /// <inheritdoc/>
    public Task ForgetAsync(TenantNumber tenant, CustomerNumber customer, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<ReadOnlyMemory<byte>> HashAsync(CustomerReference customer, CancellationToken cancellationToken) =>
        Task.FromResult<ReadOnlyMemory<byte>>(System.Text.Encoding.UTF8.GetBytes(customer.Customer.Value));

    /// <inheritdoc/>
    public Task<IReadOnlyList<CustomerId>> ReadOutlivedAsync(TenantNumber tenant, Instant before, int limit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<CustomerId>>([.. _customers
                .Where(customer => customer.Key.Tenant == tenant && customer.Key.Customer != CustomerId.TenantFacts)
                .Select(customer => (customer.Key.Customer, Rows: RowsOf_NeedsLock(tenant, customer.Value, 1).FindAll(row => !row.IsMark)))
                .Where(found => found.Rows.TrueForAll(row => row.Interaction.OccurredAt < before) || found.Rows.Exists(row => row.Interaction.OccurredAt < before && !row.Interaction.Personal.IsEmpty && !IdentityLinks.Is(row.Interaction)))
                .Select(found => found.Customer)
                .Take(limit)]);
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<CustomerId>> ReadActiveBeforeAsync(TenantNumber tenant, Instant before, string after, int limit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<CustomerId>>([.. _customers
                .Where(customer => customer.Key.Tenant == tenant && customer.Key.Customer != CustomerId.TenantFacts && string.CompareOrdinal(customer.Key.Customer.Value, after) > 0)
                .Where(customer => RowsOf_NeedsLock(tenant, customer.Value, 1).Exists(row => !row.IsMark && row.Interaction.OccurredAt < before && !IdentityLinks.Is(row.Interaction)))
                .Select(customer => customer.Key.Customer)
                .OrderBy(customer => customer.Value, StringComparer.Ordinal)
                .Take(limit)]);
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<CustomerNumber>> ReadErasedActiveBeforeAsync(TenantNumber tenant, Instant before, CustomerNumber? after, int limit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<CustomerNumber>>([.. _erased
                .Where(erased => erased.Customer.Tenant == tenant && erased.Number.Value > (after?.Value ?? long.MinValue))
                .Where(erased => RowsOf_NeedsLock(tenant, erased.Number, 1).Exists(row => row.IsMark
                    ? LinkMark.Of(row.Interaction) is not null
                    : row.Interaction.OccurredAt < before && !IdentityLinks.Is(row.Interaction)))
                .Select(erased => erased.Number)
                .OrderBy(number => number.Value)
                .Take(limit)]);
        }
    }

    /// <inheritdoc/>
    public Task<int> ForgetReferrersAsync(TenantNumber tenant, IReadOnlyCollection<CustomerId> referrers, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var ids = referrers.Where(referrer => !_customers.ContainsKey(new(tenant, referrer))).Select(referrer => referrer.Value).ToHashSet(StringComparer.Ordinal);
            var changed = 0;
            for (var i = 0; i < _rows.Count; i++)
            {
                var without = _rows[i].Tenant == tenant ? PersonalPart.WithoutReferrer(_rows[i].Row.Interaction, ids.Contains) : _rows[i].Row.Interaction;
                if (ReferenceEquals(without, _rows[i].Row.Interaction))
                    continue;
                _rows[i] = (tenant, _rows[i].Row with { Interaction = without });
                changed++;
            }

            return Task.FromResult(changed);
        }
    }

    /// <inheritdoc/>
    public Task ScrubAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<IReadOnlyList<CountedCustomer>> ReadCustomersAsync(TenantNumber tenant, CustomerNumber? after, int limit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<CountedCustomer>>([.. _customers
                .Select(customer => (Key: customer.Key, Number: customer.Value, IsErased: Erased.Contains(customer.Key.Customer)))
                .Concat(_erased.Select(erased => (Key: erased.Customer, erased.Number, IsErased: true)))
                .Where(customer => customer.Key.Tenant == tenant && (after is null || customer.Number.Value > after.Value.Value))
                .OrderBy(customer => customer.Number.Value)
                .Take(limit)
                .Select(customer => (customer.Key, customer.Number, customer.IsErased, Last: RowsOf_NeedsLock(tenant, customer.Number, 1)[^1]))
                .Select(found => new CountedCustomer(found.Number, found.IsErased ? null : found.Key.Customer, found.Last.Version, found.Last.Definition))]);
        }
    }

    /// <inheritdoc/>
    public Task<CustomerCounts> CountCustomersAsync(TenantNumber tenant, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var ids = _customers.Keys.Where(customer => customer.Tenant == tenant && customer.Customer != CustomerId.TenantFacts).ToList();
            var erased = _erased.Count(customer => customer.Customer.Tenant == tenant);
            return Task.FromResult(new CustomerCounts(ids.Count + erased, ids.Count(id => Erased.Contains(id.Customer)) + erased));
        }
    }

    /// <inheritdoc/>
    public Task<Instant?> ReadLastDeltaTimeAsync(TenantNumber tenant, int shard, CancellationToken cancellationToken)
    {
        lock (_lock)
            return Task.FromResult(_deltas.Where(delta => delta.Tenant == tenant && delta.Shard == shard).Max(delta => (Instant?)delta.RecordedAt));
    }

    /// <inheritdoc/>
    public Task<int> DeleteGenerationsAsync(TenantNumber tenant, IReadOnlyCollection<int> keep, int upTo, CancellationToken cancellationToken)
    {
        lock (_lock)
            return Task.FromResult(_deltas.RemoveAll(delta => delta.Tenant == tenant && MeasuresShard.GenerationOf(delta.Shard) <= upTo && !keep.Contains(MeasuresShard.GenerationOf(delta.Shard))));
    }

    private async IAsyncEnumerable<CommitNotice> DeltasAsync(Func<CommitNotice, bool> wanted, bool isByTime, int? shard = null)
    {
        if (shard is { } asked && DeltasAsked is { } before)
            await before(asked);
        List<CommitNotice> notices;
        lock (_lock)
        {
            notices = [.. _deltas.Where(wanted)
                .OrderBy(delta => isByTime ? delta.RecordedAt : default)
                .ThenBy(delta => delta.Position.Writer)
                .ThenBy(delta => delta.Position.Seq)
                .ThenBy(delta => delta.Shard)];
        }

        if (shard is { } taken)
            DeltasTaken?.Invoke(taken);
        await Task.Yield();
        foreach (var notice in notices)
            yield return notice;
    }

    private List<JournalRow> RowsOf_NeedsLock(TenantNumber tenant, CustomerNumber customer, long fromVersion) =>
        [.. _rows.Where(row => row.Tenant == tenant && row.Row.Customer == customer && row.Row.Version >= fromVersion).Select(row => row.Row).OrderBy(row => row.Version)];

    private AppendOutcome Settle_NeedsLock(JournalAppend append)
    {
        if (append.Chain?.IsBroken == true)
            return AppendOutcome.NotCommitted(AppendStatus.Conflict, "An earlier append of this activation was lost.");
        var failed = _failures.TryDequeue(out var failure);
        var problem = failed ? "A test wants it." : append.Together.Prepend(append).Select(Problem_NeedsLock).FirstOrDefault(found => found is not null);
        if (problem is not null)
        {
            append.Chain?.Break();
            return AppendOutcome.NotCommitted(failed ? failure : AppendStatus.Conflict, problem);
        }

        foreach (var part in append.Together.Prepend(append))
        {
            if (part.Erasure is { } erasure)
                Erase_NeedsLock(part, erasure);
            if (part.Deletion is { } deletion)
                Delete_NeedsLock(part, deletion);
        }

        return Commit_NeedsLock(append);
    }

    private string? Problem_NeedsLock(JournalAppend append)
    {
        var head = RowsOf_NeedsLock(append.Tenant, append.Customer, 1).Count;
        var taken = append.NewCustomerId is { } id && _customers.ContainsKey(new(append.Tenant, id));
        return taken || append.FirstVersion != head + 1 ? $"Version {append.FirstVersion} does not follow {head}." : null;
    }

    private void Erase_NeedsLock(JournalAppend append, PersonErasure erasure)
    {
        for (var i = 0; i < _rows.Count; i++)
        {
            var (tenant, row) = _rows[i];
            if (tenant != append.Tenant || row.Customer != append.Customer)
                continue;
            var interaction = row.Interaction;
            if (erasure.PersonalBefore is null || (interaction.OccurredAt < erasure.PersonalBefore && !IdentityLinks.Is(interaction)))
                interaction = interaction with { Personal = default };
            if (erasure.Facts.FirstOrDefault(facts => facts.Position == row.Position) is { } rewritten)
                interaction = interaction with { Facts = rewritten.Interaction.Facts };
            _rows[i] = (tenant, row with { Interaction = interaction });
        }

        _snapshots.Remove(append.Customer);
        if (erasure.IdHash.IsEmpty)
            return;
        var customer = _customers.First(known => known.Value == append.Customer && known.Key.Tenant == append.Tenant).Key;
        _customers.Remove(customer);
        _erased.Add((customer, append.Customer));
    }

    private void Delete_NeedsLock(JournalAppend append, FactsDeletion deletion)
    {
        var left = deletion.Rows.ToDictionary(row => row.Position);
        for (var i = 0; i < _rows.Count; i++)
        {
            if (_rows[i].Tenant == append.Tenant && left.TryGetValue(_rows[i].Row.Position, out var row))
                _rows[i] = (append.Tenant, row);
        }

        foreach (var customer in deletion.CustomersOf(append))
            _snapshots.Remove(customer);
    }

    /// <summary>Adds an append's rows, and its customer if that is new; the number of the last row.</summary>
    private long AddRows_NeedsLock(JournalAppend append, long writer, long seq, Instant recordedAt)
    {
        if (append.NewCustomerId is { } id)
            _customers[new(append.Tenant, id)] = append.Customer;
        for (var i = 0; i < append.Entries.Count; i++)
        {
            var entry = append.Entries[i];
            _rows.Add((append.Tenant, new(append.Customer, append.FirstVersion + i, new(writer, ++seq), recordedAt, entry.Definition, entry.Interaction with { Member = 0 })));
        }

        return seq;
    }

    private AppendOutcome Commit_NeedsLock(JournalAppend append)
    {
        var recordedAt = Instant.FromDateTimeOffset(_time.GetUtcNow());
        var first = new JournalPosition(Writer, _lastSeq + 1);
        var newest = Instant.MinValue;
        foreach (var part in append.Together.Prepend(append))
        {
            _lastSeq = AddRows_NeedsLock(part, Writer, _lastSeq, recordedAt);
            foreach (var entry in part.Entries)
                newest = Instant.Max(newest, entry.Interaction.OccurredAt);
        }

        var position = new JournalPosition(Writer, _lastSeq);
        var notices = new List<CommitNotice>();
        foreach (var (number, delta) in append.Also.Select(also => (also.Shard, also.Delta)).Prepend((append.Shard, append.Delta)))
        {
            var shard = (append.Tenant, number);
            notices.Add(new(append.Tenant, number, position, _lastSeqByShard.GetValueOrDefault(shard), recordedAt, newest, delta) { Shared = append.SharedWith(number) });
            _lastSeqByShard[shard] = _lastSeq;
        }

        _deltas.AddRange(notices);
        var commit = new Commit(position, notices, [.. append.Together.Prepend(append).Select(part => part.IndexEntry).OfType<CustomerIndexEntry>()]);
        foreach (var observer in Observers)
            observer.OnCommitted(commit);
        return new(AppendStatus.Committed, first, position, recordedAt, null);
    }
}
