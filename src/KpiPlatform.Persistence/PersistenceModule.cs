using KpiPlatform.Domain;
using KpiPlatform.Domain.Access;
using KpiPlatform.Domain.Alerts;
using KpiPlatform.Domain.Auditing;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Quality;
using KpiPlatform.Domain.Segments.Tracking;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Domain.Webhooks;
using KpiPlatform.Persistence.Databases;
using KpiPlatform.Persistence.Hosts;
using KpiPlatform.Persistence.PostgreSql;
using KpiPlatform.Persistence.Reading;
using KpiPlatform.Persistence.Sqlite;
using KpiPlatform.Persistence.Stores;
using KpiPlatform.Persistence.Writing;
using Microsoft.Extensions.Logging;

namespace KpiPlatform.Persistence;

/// <summary>
/// All ports of storage on one database. <see cref="StartAsync"/> before their first use; <see cref="StopAsync"/> once nothing uses
/// them any more. Thread-safe.
/// </summary>
public sealed class PersistenceModule : IAsyncDisposable
{
    private readonly SqlDatabase _database;
    private readonly JournalWriter _writer;
    private readonly CustomerSnapshots _snapshots;
    private readonly SchemaUpgrader _schema;
    private readonly PostgreSqlOwnership? _ownership;
    private readonly PersistenceOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<PatientStart> _startLogger;
    private readonly TaskCompletionSource _superseded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private PersistenceModule(
        SqlDatabase database,
        IJournalStore store,
        PersistenceOptions options,
        IReadOnlyList<ICommitObserver> observers,
        TimeProvider timeProvider,
        ILoggerFactory loggerFactory)
    {
        _database = database;
        _options = options;
        _ownership = (database as PostgreSqlDatabase)?.Ownership;
        _schema = new(database, loggerFactory.CreateLogger<SchemaUpgrader>(), timeProvider);
        _time = timeProvider;
        _startLogger = loggerFactory.CreateLogger<PatientStart>();
        _writer = new(store, options.Writer, observers, timeProvider, loggerFactory.CreateLogger<JournalWriter>());
        _snapshots = new(database, timeProvider, loggerFactory.CreateLogger<CustomerSnapshots>());
        Reader = new JournalReader(database, new CustomerLoader(database));
        Index = new CustomerIndex(database);
        Measures = new MeasuresStore(database);
        Backfill = new BackfillStore(database);
        Quality = new IntakeQualityStore(database);
        Erasures = new Erasures(database);
        Segments = new SegmentStore(database);
        var queue = new WebhookQueue(database);
        Alerts = new AlertStore(database, queue);
        Webhooks = new WebhookStore(database, queue);
        Hosts = new HostDirectory(database, timeProvider);
        States = new StateStore(database);
        Tenants = new TenantRegistry(database, timeProvider);
        Keys = new AccessKeyStore(database, Tenants);
        TenantData = new TenantData(database);
        Audit = new AuditStore(database);
    }

    /// <summary>Appends to the journal.</summary>
    public IJournalWriter Writer => _writer;

    /// <summary>Reads the journal.</summary>
    public IJournalReader Reader { get; }

    /// <summary>Customer snapshots, written once a second.</summary>
    public ICustomerSnapshots Snapshots => _snapshots;

    /// <summary>The index of customers.</summary>
    public ICustomerIndex Index { get; }

    /// <summary>Checkpoints of measures.</summary>
    public IMeasuresStore Measures { get; }

    /// <summary>What counting a tenant anew asks of storage.</summary>
    public IBackfillStore Backfill { get; }

    /// <summary>What came in and what became of it.</summary>
    public IIntakeQualityStore Quality { get; }

    /// <summary>What forgetting persons asks of storage.</summary>
    public IErasures Erasures { get; }

    /// <summary>Where customers stand in segments.</summary>
    public ISegmentStore Segments { get; }

    /// <summary>Rules, actions and what is told of them.</summary>
    public IAlertStore Alerts { get; }

    /// <summary>Where alerts are sent to, and what is still to be sent.</summary>
    public IWebhookStore Webhooks { get; }

    /// <summary>The hosts that share the database.</summary>
    public HostDirectory Hosts { get; }

    /// <summary>Definitions of tenants and scorecards.</summary>
    public IStateStore States { get; }

    /// <summary>Tenants and their numbers.</summary>
    public ITenantRegistry Tenants { get; }

    /// <summary>API keys.</summary>
    public IAccessKeyStore Keys { get; }

    /// <summary>The audit logs.</summary>
    public IAuditStore Audit { get; }

    /// <summary>Everything stored of a tenant, as a whole.</summary>
    public ITenantData TenantData { get; }

    /// <summary>Number of this host's writer, to tell other hosts whom to fence; 0 before the start. Changes when an epoch ends.</summary>
    public long CurrentWriter => _writer.CurrentWriter;

    /// <summary>Completes if this host's writer ends by an error that nobody foresaw: it commits nothing any more, and the host is to start anew.</summary>
    public Task WriterCrashed => _writer.Crashed;

    /// <summary>
    /// Completes when another host has taken over a database that was this one's alone, or the others have declared this one dead: what
    /// it serves is out of date, and it is to stop.
    /// </summary>
    public Task Superseded => _superseded.Task;

    /// <summary>Puts the parts together; nothing is opened yet.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="observers">Told of every commit of this host, each in turn.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="loggerFactory">Where to log.</param>
    public static PersistenceModule Create(
        PersistenceOptions options, IReadOnlyList<ICommitObserver> observers, TimeProvider timeProvider, ILoggerFactory loggerFactory) =>
        Create(options, observers, timeProvider, loggerFactory, store => store);

    /// <summary>Brings the schema up to date, checks that commits are durable, opens this host's writer.</summary>
    /// <exception cref="DomainException">SCHEMA_NEWER, UNSAFE_DURABILITY, DATABASE_IN_USE, or STORAGE_UNAVAILABLE.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var patient = new PatientStart(_startLogger, _time);
        await patient.RunAsync(_database.RequireDurabilityAsync, cancellationToken);
        if (_ownership is not null)
            await patient.RunAsync(_ownership.EnsureAsync, cancellationToken);
        await patient.RunAsync(_schema.UpgradeAsync, cancellationToken);
        if (_options.Clustered)
            await patient.RunAsync(token => _schema.UpgradeAsync("PostgreSql/Cluster", "cluster_schema_version", token), cancellationToken);
        if (_database is PostgreSqlDatabase { Wall: { } wall })
            await patient.RunAsync(wall.EnsureAsync, cancellationToken);

        // Not run twice: an answer that came too late may be that of a writer that is open.
        if (_options.Appends)
            await _writer.StartAsync(cancellationToken);
        _ = TellSupersededAsync(_writer.Fenced);
        if (_ownership is not null)
            _ = TellSupersededAsync(_ownership.Superseded);
    }

    /// <summary>Completes once everything that was queued when it was called is committed, or never will be.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task SettleAsync(CancellationToken cancellationToken) => _options.Appends ? _writer.SettleAsync(cancellationToken) : Task.CompletedTask;

    /// <summary>Commits what is queued, writes what snapshots there are, closes the writer.</summary>
    /// <param name="cancellationToken">When it is cancelled, what waits for a database that is away is given up.</param>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _writer.StopAsync(cancellationToken);
        await _snapshots.DisposeAsync();
        if (_options is { Clustered: true, Writer.Host: { } host })
            await Hosts.LeaveAsync(host, cancellationToken);
    }

    /// <summary>
    /// Fences a dead host: its writer can commit no more once this returns. Waits for a commit of it that is under way. Returns its
    /// last row number.
    /// </summary>
    /// <exception cref="DomainException">Unavailable, or NotFound.</exception>
    public Task<long> CloseForeignWriterAsync(long writer, CancellationToken cancellationToken) =>
        _writer.CloseForeignWriterAsync(writer, cancellationToken);

    private async Task TellSupersededAsync(Task cause)
    {
        await cause;
        _superseded.TrySetResult();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        await _snapshots.DisposeAsync();
        await _database.DisposeAsync();
    }

    /// <summary>As <see cref="Create(PersistenceOptions, IReadOnlyList{ICommitObserver}, TimeProvider, ILoggerFactory)"/>, with something between writer and database.</summary>
    internal static PersistenceModule Create(
        PersistenceOptions options,
        IReadOnlyList<ICommitObserver> observers,
        TimeProvider timeProvider,
        ILoggerFactory loggerFactory,
        Func<IJournalStore, IJournalStore> decorate)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxConnections, 2, nameof(options));
        switch (options.Provider)
        {
            case StorageProvider.Sqlite when options.Clustered:
                throw new ArgumentException("A cluster needs PostgreSQL.", nameof(options));
            case StorageProvider.Sqlite:
                var sqlite = new SqliteDatabase(options.ConnectionString, options.MaxConnections, loggerFactory.CreateLogger<SqliteDatabase>());
                return new(sqlite, decorate(new SqliteJournalStore(sqlite)), options, observers, timeProvider, loggerFactory);
            case StorageProvider.PostgreSql:
                var postgreSql = new PostgreSqlDatabase(options.ConnectionString, options.MaxConnections, options.AllowUnsafeDurability, loggerFactory, options.TenantRole)
                {
                    Ownership = options.Exclusive || options.Clustered ? new(options.ConnectionString, shared: !options.Exclusive, timeProvider) : null,
                };
                return new(postgreSql, decorate(new PostgreSqlJournalStore(postgreSql, options.Writer)), options, observers, timeProvider, loggerFactory);
            default:
                throw new ArgumentOutOfRangeException(nameof(options), options.Provider, "Not a provider of storage.");
        }
    }
}
