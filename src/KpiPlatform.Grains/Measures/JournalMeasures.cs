using KpiPlatform.Domain.Analysis;
using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Segments;
using KpiPlatform.Domain.Tenants;
using NodaTime;

namespace KpiPlatform.Grains.Measures;

/// <summary>
/// Computes, by folding every customer's rows anew, cells that are not kept live: of custom periods, of instants before the tenant was last counted anew, of measures newer than the tenant's cells, of how well it goes with customers. Exact, and as
/// expensive as the tenant's journal is long.
/// </summary>
public sealed class JournalMeasures
{
    private const int RowsPerTurn = 1_000;
    private readonly IJournalReader _reader;

    /// <summary>Creates it.</summary>
    public JournalMeasures(IJournalReader reader) => _reader = reader;

    /// <summary>Folds everything recorded under a definition.</summary>
    /// <param name="definition">The tenant's definition.</param>
    /// <param name="periods">Periods that measures which are not additive over days are kept for.</param>
    /// <param name="asOf">Only what was recorded by then; null for everything.</param>
    /// <param name="cancellationToken">Ends the scan.</param>
    /// <param name="shard">Only the customers that count in this shard; null for all.</param>
    /// <returns>The cells, and how many interactions they come from.</returns>
    public async Task<(CellDelta Cells, long Interactions)> ComputeAsync(TenantDefinition definition, FoldPeriods periods, Instant? asOf, CancellationToken cancellationToken, int? shard = null)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var context = new FoldContext(definition, periods);
        var cells = new CellDelta();
        var (count, read) = (0L, 0L);
        var next = (long)RowsPerTurn;
        await foreach (var (customer, rows) in _reader.ReadHistoriesAsync(definition.Tenant, asOf, cancellationToken))
        {
            read += rows.Count;
            if (shard is null || definition.ShardOf(customer) == shard)
            {
                CustomerState.Count(rows, context, cells);
                count += rows.Count;
            }

            if (read < next)
                continue;

            // A long scan shares the grain with everybody else.
            next = read + RowsPerTurn;
            await Task.Yield();
        }

        return (cells, count);
    }

    /// <summary>Folds how well it went with the customers at the end of some days.</summary>
    /// <param name="definition">The tenant's definition.</param>
    /// <param name="days">Local days, ascending.</param>
    /// <param name="asOf">Only what was recorded by then; null for everything.</param>
    /// <param name="cancellationToken">Ends the scan.</param>
    /// <returns>Cells of <see cref="PerformanceMeasures"/>.</returns>
    public async Task<CellTable> PerformancesAsync(TenantDefinition definition, IReadOnlyList<int> days, Instant? asOf, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var fold = new PerformanceFold(definition, days);
        var cells = new CellDelta();
        long count = 0;
        var next = (long)RowsPerTurn;
        await foreach (var (_, rows) in _reader.ReadHistoriesAsync(definition.Tenant, asOf, cancellationToken))
        {
            fold.Add(CustomerHistory.Effective(rows), cells);
            count += rows.Count;
            if (count < next)
                continue;
            next = count + RowsPerTurn;
            await Task.Yield();
        }

        var table = new CellTable();
        table.Apply(cells);
        return table;
    }
}
