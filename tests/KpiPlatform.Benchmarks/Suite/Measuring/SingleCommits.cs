using Npgsql;

namespace KpiPlatform.Benchmarks.Suite.Measuring;

/// <summary>A row inserted into the journal's table and committed, prepared, over connections that are open: what durability costs by itself.</summary>
internal sealed class SingleCommits(string connectionString) : IAsyncDisposable
{
    private const int Tenant = 1_000_000;
    private const int FactsBytes = 60;
    private const long FirstPosition = 1L << 52;
    private readonly NpgsqlDataSource _dataSource = NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(connectionString) { MaxAutoPrepare = 4, AutoPrepareMinUsages = 1 }.ConnectionString);

    private readonly byte[] _facts = new byte[FactsBytes];
    private long _next = FirstPosition;

    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        var position = Interlocked.Increment(ref _next);
        await using var command = _dataSource.CreateCommand(
            """
            insert into journal (position, customer, version, recorded_at, occurred_at, identity_hash, content_hash, tenant, revision, definition, kind, source, facts)
            values ($1, $1, $1, now(), now(), $1, $1, $2, 0, 1, 10, 'bench', $3)
            """);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = position });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = Tenant });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = _facts });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => _dataSource.DisposeAsync();
}
