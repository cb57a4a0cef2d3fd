using System.Data.Common;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Persistence.Databases;
using KpiPlatform.Persistence.Stores;

namespace KpiPlatform.Persistence.Reading;

/// <summary>
/// Loads customers, those asked for at the same time together: at most <see cref="MaxBatches"/> queries are under way, what is
/// asked meanwhile waits and shares the next one. A cold start of many customers thus costs few round trips. Thread-safe.
/// </summary>
internal sealed class CustomerLoader(SqlDatabase database)
{
    private const int MaxBatches = 4;
    private const int MaxCustomersPerBatch = 500;

    private readonly Lock _gate = new();
    private readonly Queue<Request> _waiting = [];
    private int _running;

    /// <summary>Loads one customer, and what erased ones left under its id.</summary>
    public Task<LoadedCustomer> LoadAsync(CustomerReference customer, CancellationToken cancellationToken)
    {
        var request = new Request(customer);
        lock (_gate)
        {
            _waiting.Enqueue(request);
            if (_running < MaxBatches)
            {
                _running++;
                _ = Task.Run(RunAsync, CancellationToken.None);
            }
        }

        return request.Result.Task.WaitAsync(cancellationToken);
    }

    private async Task RunAsync()
    {
        while (TakeBatch() is { } batch)
        {
            try
            {
                await AnswerAsync(batch);
            }
            catch (DomainException exception) when (exception.Kind == ErrorKind.DataLoss && batch.Count > 1)
            {
                // A row of one of them is damaged; the others only happened to be asked for at the same time.
                foreach (var request in batch)
                    await AnswerAloneAsync(request);
            }
            catch (Exception exception)
            {
                // Whatever it is, it is the callers': nobody else waits for this task.
                foreach (var request in batch)
                    request.Result.TrySetException(exception);
            }
        }
    }

    private async Task AnswerAsync(List<Request> batch)
    {
        var found = await LoadAsync([.. batch.Select(request => request.Customer).Distinct()]);
        foreach (var request in batch)
            request.Result.SetResult(found.GetValueOrDefault(request.Customer, LoadedCustomer.Nothing));
    }

    private async Task AnswerAloneAsync(Request request)
    {
        try
        {
            await AnswerAsync([request]);
        }
        catch (Exception exception)
        {
            request.Result.TrySetException(exception);
        }
    }

    private List<Request>? TakeBatch()
    {
        lock (_gate)
        {
            if (_waiting.Count == 0)
            {
                _running--;
                return null;
            }

            List<Request> batch = [];
            while (batch.Count < MaxCustomersPerBatch && _waiting.TryDequeue(out var request))
                batch.Add(request);
            return batch;
        }
    }

    // Statements, each with its own view: the tail is read after the snapshot and from the snapshot's version on, so whatever
    // was committed between them only makes the tail longer. What was erased is read last: who is erased meanwhile is found there, or its
    // mark is in the way of the next append.
    private Task<Dictionary<CustomerReference, LoadedCustomer>> LoadAsync(CustomerReference[] wanted) =>
        database.ReadAsync(
            async (connection, token) =>
            {
                var heads = await ReadHeadsAsync(connection, wanted, token);
                var tails = await ReadTailsAsync(connection, wanted, heads, token);
                var loaded = heads.Select((head, i) => (head, Tail: tails[i])).ToDictionary(
                    found => wanted[found.head.Ordinal],
                    found => new LoadedCustomer(
                        new(found.head.Customer, found.head.Version, found.head.State, found.Tail)
                        {
                            SnapshotGeneration = found.head.Generation,
                            SnapshotDefinition = found.head.Definition,
                        },
                        []));
                await AddErasedAsync(connection, wanted, loaded, token);
                return loaded;
            },
            CancellationToken.None);

    private async Task<List<CustomerHead>> ReadHeadsAsync(
        DbConnection connection, CustomerReference[] wanted, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        var source = database.RowSource(
            command,
            [
                new(ColumnType.Int, Enumerable.Range(0, wanted.Length).ToArray()),
                BulkColumn.Of(ColumnType.Int, wanted, customer => customer.Tenant.Value),
                BulkColumn.Of(ColumnType.Text, wanted, customer => customer.Customer.Value),
            ]);
        command.CommandText =
            $"""
            with wanted(ord, tenant, external_id) as ({source})
            select w.ord, c.customer, coalesce(s.version, 0), s.state, coalesce(s.generation, 0), coalesce(s.definition, 0), s.checksum, w.tenant
            from wanted w
            join customer c on c.tenant = w.tenant and c.external_id = w.external_id
            left join customer_snapshot s on s.tenant = c.tenant and s.customer = c.customer
            """;
        List<CustomerHead> heads = [];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            heads.Add(ReadHead(reader));
        return heads;
    }

    /// <summary>A customer with its snapshot; without, if that is damaged: the journal has it all.</summary>
    private static CustomerHead ReadHead(DbDataReader reader)
    {
        var head = new CustomerHead(reader.GetInt32(0), new(reader.GetInt64(1)), reader.GetInt64(2), reader.Bytes(3), reader.GetInt32(4), reader.GetInt32(5));
        var snapshot = new CustomerSnapshot(new(reader.GetInt32(7)), head.Customer, head.Version, head.State) { Generation = head.Generation, Definition = head.Definition };
        if (reader.IntOrNull(6) is not { } stored || stored == RowChecksum.OfSnapshot(snapshot))
            return head;
        PersistenceMetrics.DamagedRows.Add(1);
        return head with { Version = 0, State = [], Generation = 0, Definition = 0 };
    }

    private async Task<List<JournalRow>[]> ReadTailsAsync(
        DbConnection connection,
        CustomerReference[] wanted,
        List<CustomerHead> heads,
        CancellationToken cancellationToken)
    {
        var tails = new List<JournalRow>[heads.Count];
        for (var i = 0; i < tails.Length; i++)
            tails[i] = [];
        if (heads.Count == 0)
            return tails;

        await using var command = connection.CreateCommand();
        command.CommandText = database.TailSql(database.RowSource(
            command,
            [
                new(ColumnType.Int, Enumerable.Range(0, heads.Count).ToArray()),
                BulkColumn.Of(ColumnType.Int, heads, head => wanted[head.Ordinal].Tenant.Value),
                BulkColumn.Of(ColumnType.Long, heads, head => head.Customer.Value),
                BulkColumn.Of(ColumnType.Long, heads, head => head.Version),
            ]));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            tails[reader.GetInt32(0)].Add(RowMapper.Read(database, reader, first: 1));
        return tails;
    }

    /// <summary>Adds what customers left who were erased. Mostly no tenant has any, and this is one small query.</summary>
    private async Task AddErasedAsync(
        DbConnection connection, CustomerReference[] wanted, Dictionary<CustomerReference, LoadedCustomer> loaded, CancellationToken cancellationToken)
    {
        var keys = await ReadKeysAsync(connection, [.. wanted.Select(customer => customer.Tenant.Value).Distinct()], cancellationToken);
        if (keys.Count == 0)
            return;
        var heads = await ReadErasedAsync(connection, wanted, keys, cancellationToken);
        var rows = await ReadTailsAsync(connection, wanted, heads, cancellationToken);
        foreach (var group in heads.Zip(rows).GroupBy(found => found.First.Ordinal))
        {
            var customer = wanted[group.Key];
            loaded[customer] = loaded.GetValueOrDefault(customer, LoadedCustomer.Nothing) with { Erased = [.. group.SelectMany(found => found.Second).Where(row => !row.IsMark).Select(Identity)] };
        }

        static KnownIdentity Identity(JournalRow row) => new(row.Interaction.IdentityHash, row.Interaction.Revision, row.Interaction.ContentHash);
    }

    private async Task<Dictionary<int, byte[]>> ReadKeysAsync(DbConnection connection, int[] tenants, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        database.Bind(command, "@purpose", ColumnType.Text, Erasures.Purpose);
        var source = database.RowSource(command, [new(ColumnType.Int, tenants)]);
        command.CommandText = $"select tenant, secret from tenant_secret where tenant in ({source}) and purpose = @purpose";
        var keys = new Dictionary<int, byte[]>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            keys.Add(reader.GetInt32(0), reader.Bytes(1));
        return keys;
    }

    private async Task<List<CustomerHead>> ReadErasedAsync(
        DbConnection connection, CustomerReference[] wanted, Dictionary<int, byte[]> keys, CancellationToken cancellationToken)
    {
        var hashed = wanted.Index().Where(customer => keys.ContainsKey(customer.Item.Tenant.Value)).ToArray();
        await using var command = connection.CreateCommand();
        var source = database.RowSource(
            command,
            [
                BulkColumn.Of(ColumnType.Int, hashed, customer => customer.Index),
                BulkColumn.Of(ColumnType.Int, hashed, customer => customer.Item.Tenant.Value),
                BulkColumn.Of(ColumnType.Bytes, hashed, customer => Erasures.Hash(keys[customer.Item.Tenant.Value], customer.Item.Customer)),
            ]);
        command.CommandText =
            $"""
            with wanted(ord, tenant, id_hash) as ({source})
            select w.ord, e.customer from wanted w join erased_customer e on e.tenant = w.tenant and e.id_hash = w.id_hash
            """;
        List<CustomerHead> heads = [];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            heads.Add(new(reader.GetInt32(0), new(reader.GetInt64(1)), 0, [], 0, 0));
        return heads;
    }

    private sealed record CustomerHead(int Ordinal, CustomerNumber Customer, long Version, byte[] State, int Generation, int Definition);

    private sealed record Request(CustomerReference Customer)
    {
        public TaskCompletionSource<LoadedCustomer> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
