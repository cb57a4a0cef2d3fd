using System.Collections.Concurrent;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Persistence.Writing;
using KpiPlatform.Testing.Databases;
using KpiPlatform.Testing.Journal;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace KpiPlatform.Persistence.Tests.Fixtures;

/// <summary>A fresh database for each test, of either provider: the same tests run on both.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "xunit calls DisposeAsync of IAsyncLifetime.")]
public abstract class StorageTests(StorageProvider provider) : IAsyncLifetime
{
    private readonly List<PersistenceModule> _modules = [];
    private PostgresDatabase? _postgres;
    private SqliteDatabase? _sqlite;

    protected StorageProvider Provider => provider;

    protected string ConnectionString => _postgres?.ConnectionString ?? _sqlite!.FilePath;

    protected PostgresDatabase Postgres => _postgres!;

    public async Task InitializeAsync()
    {
        if (provider == StorageProvider.PostgreSql)
            _postgres = await PostgresDatabase.CreateAsync();
        else
            _sqlite = new();
    }

    public async Task DisposeAsync()
    {
        foreach (var module in _modules)
            await module.DisposeAsync();
        if (_postgres is not null)
            await _postgres.DisposeAsync();
        _sqlite?.Dispose();
    }

    internal PersistenceModule CreateModule(
        JournalWriterOptions? writer = null,
        ICommitObserver? observer = null,
        Func<IJournalStore, IJournalStore>? decorate = null,
        TimeProvider? timeProvider = null,
        string? connectionString = null,
        bool allowUnsafeDurability = false,
        bool exclusive = false,
        string tenantRole = PostgresServer.TenantRole)
    {
        var module = PersistenceModule.Create(
            new PersistenceOptions
            {
                Provider = provider,
                ConnectionString = connectionString ?? ConnectionString,
                Writer = writer ?? new(),
                AllowUnsafeDurability = allowUnsafeDurability,
                Exclusive = exclusive,

                // Whatever is tested on PostgreSQL is tested behind the wall between tenants.
                TenantRole = provider == StorageProvider.PostgreSql ? tenantRole : null,
            },
            observer is null ? [] : [observer],
            timeProvider ?? TimeProvider.System,
            NullLoggerFactory.Instance,
            decorate ?? (store => store));
        _modules.Add(module);
        return module;
    }

    internal async Task<PersistenceModule> StartModuleAsync(
        JournalWriterOptions? writer = null,
        ICommitObserver? observer = null,
        Func<IJournalStore, IJournalStore>? decorate = null,
        TimeProvider? timeProvider = null)
    {
        var module = CreateModule(writer, observer, decorate, timeProvider);
        await module.StartAsync(CancellationToken.None);
        return module;
    }

    /// <summary>Runs a statement behind the module's back; returns its first value.</summary>
    protected async Task<object?> ExecuteAsync(string sql)
    {
        if (_postgres is not null)
            return await _postgres.ExecuteAsync(sql);
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = ConnectionString, Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync();
    }

    protected static async Task<(TenantNumber Tenant, CustomerId Id, CustomerNumber Customer)> AddCustomerAsync(
        PersistenceModule module, string id = "c1", string tenant = "acme", int rows = 1)
    {
        var number = await module.Tenants.GetOrAddAsync(TenantId.Parse(tenant), CancellationToken.None);
        var customer = module.Writer.AllocateCustomer();
        var outcome = await module.Writer.AppendAsync(JournalAppends.Of(number, customer, rows: rows, newCustomerId: CustomerId.Parse(id)));
        if (outcome.Status != AppendStatus.Committed)
            throw new InvalidOperationException($"{outcome.Status}: {outcome.Problem}");
        return (number, CustomerId.Parse(id), customer);
    }

    protected static async Task<List<T>> ToListAsync<T>(IAsyncEnumerable<T> source)
    {
        List<T> items = [];
        await foreach (var item in source)
            items.Add(item);
        return items;
    }

    protected sealed class RecordingObserver : ICommitObserver
    {
        public ConcurrentQueue<Commit> Commits { get; } = [];

        public void OnCommitted(Commit commit) => Commits.Enqueue(commit);
    }
}
