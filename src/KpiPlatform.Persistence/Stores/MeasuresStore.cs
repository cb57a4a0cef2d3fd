using System.Data.Common;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Persistence.Databases;

namespace KpiPlatform.Persistence.Stores;

/// <summary>Checkpoints of measures. The row of the shard is raised first, so that of two activations one waits, and then sees that it lost.</summary>
internal sealed class MeasuresStore(SqlDatabase database) : IMeasuresStore
{
    /// <inheritdoc/>
    public Task<MeasuresCheckpoint> LoadAsync(TenantNumber tenant, int shard, CancellationToken cancellationToken) =>
        database.ReadSnapshotAsync(
            tenant,
            async (transaction, token) =>
            {
                var head = await transaction.QueryAsync(
                    command =>
                    {
                        BindShard(command, tenant, shard);
                        command.CommandText = "select generation, vector, newest_event_at from measures where tenant = @tenant and shard = @shard";
                    },
                    reader => new MeasuresCheckpoint(reader.GetInt64(0), PositionVector.Decode(reader.Bytes(1)), database.ReadTimeOrNull(reader, 2), []),
                    token);
                if (head.Count == 0)
                    return new MeasuresCheckpoint(0, PositionVector.Empty, null, []);
                var cells = await transaction.QueryAsync(
                    command =>
                    {
                        BindShard(command, tenant, shard);
                        command.CommandText = "select key, value, checksum from measure_cell where tenant = @tenant and shard = @shard";
                    },
                    reader => ReadCell(reader, tenant, shard),
                    token);
                return head[0] with { Cells = cells };
            },
            cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> SaveAsync(TenantNumber tenant, int shard, MeasuresCheckpoint checkpoint, CancellationToken cancellationToken)
    {
        try
        {
            var saved = await database.WriteAsync(
                tenant,
                async (transaction, token) =>
                {
                    if (!await RaiseGenerationAsync(transaction, tenant, shard, checkpoint, token))
                        throw new StaleGenerationException();
                    await UpsertCellsAsync(transaction, tenant, shard, [.. checkpoint.Cells.Where(cell => cell.Value != 0)], token);
                    await DeleteCellsAsync(transaction, tenant, shard, [.. checkpoint.Cells.Where(cell => cell.Value == 0)], token);
                    return true;
                },
                cancellationToken);
            IngestStages.Pass(IngestStage.Checkpointed);
            return saved;
        }
        catch (StaleGenerationException)
        {
            return false;
        }
    }

    private async Task<bool> RaiseGenerationAsync(
        DbTransaction transaction, TenantNumber tenant, int shard, MeasuresCheckpoint checkpoint, CancellationToken cancellationToken) =>
        await transaction.ExecuteAsync(
            command =>
            {
                BindShard(command, tenant, shard);
                database.Bind(command, "@generation", ColumnType.Long, checkpoint.Generation);
                database.Bind(command, "@vector", ColumnType.Bytes, checkpoint.Vector.Encode());
                database.Bind(command, "@newest", ColumnType.Time, Microseconds.Of(checkpoint.NewestEventAt));
                command.CommandText = checkpoint.Generation == 0
                    ? "insert into measures (tenant, shard, generation, vector, newest_event_at) values (@tenant, @shard, @generation + 1, @vector, @newest) on conflict (tenant, shard) do nothing"
                    : "update measures set generation = generation + 1, vector = @vector, newest_event_at = @newest where tenant = @tenant and shard = @shard and generation = @generation";
            },
            cancellationToken) == 1;

    private static KeyValuePair<CellKey, long> ReadCell(DbDataReader reader, TenantNumber tenant, int shard)
    {
        var (key, value) = (StoredBits.FromRaw(reader.GetInt64(0)), reader.GetInt64(1));
        DamagedRow.ThrowIfDiffers(
            reader.IntOrNull(2),
            RowChecksum.OfCell(tenant.Value, shard, key, value),
            () => $"A cell of the measures of tenant number {tenant.Value} (shard {shard}, key {StoredBits.Raw(key)})",
            DamagedRow.CountAnew);
        return KeyValuePair.Create(new CellKey(key), value);
    }

    private Task UpsertCellsAsync(
        DbTransaction transaction, TenantNumber tenant, int shard, KeyValuePair<CellKey, long>[] cells, CancellationToken cancellationToken) =>
        database.ExecuteForRowsAsync(
            transaction,
            rows => $"insert into measure_cell (tenant, shard, key, value, checksum) {rows} on conflict (tenant, shard, key) do update set value = excluded.value, checksum = excluded.checksum",
            [
                .. KeyColumns(tenant, shard, cells),
                BulkColumn.Of(ColumnType.Long, cells, cell => cell.Value),
                BulkColumn.Of(ColumnType.Int, cells, cell => RowChecksum.OfCell(tenant.Value, shard, cell.Key.Packed, cell.Value)),
            ],
            cancellationToken);

    private Task DeleteCellsAsync(
        DbTransaction transaction, TenantNumber tenant, int shard, KeyValuePair<CellKey, long>[] cells, CancellationToken cancellationToken) =>
        database.ExecuteForRowsAsync(
            transaction,
            rows => $"delete from measure_cell where (tenant, shard, key) in ({rows})",
            KeyColumns(tenant, shard, cells),
            cancellationToken);

    private static BulkColumn[] KeyColumns(TenantNumber tenant, int shard, KeyValuePair<CellKey, long>[] cells) =>
    [
        BulkColumn.Of(ColumnType.Int, cells, _ => tenant.Value),
        BulkColumn.Of(ColumnType.Int, cells, _ => shard),
        BulkColumn.Of(ColumnType.Long, cells, cell => StoredBits.Raw(cell.Key.Packed)),
    ];

    private void BindShard(DbCommand command, TenantNumber tenant, int shard)
    {
        database.Bind(command, "@tenant", ColumnType.Int, tenant.Value);
        database.Bind(command, "@shard", ColumnType.Int, shard);
    }

    // Leaves the transaction without committing it.
    private sealed class StaleGenerationException : Exception;
}
