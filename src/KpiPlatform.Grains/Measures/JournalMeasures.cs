using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Tenants;
using NodaTime;

namespace KpiPlatform.Grains.Measures;

/// <summary>
/// Computes, by folding every customer's rows anew, cells that are not kept live: of custom periods, of instants before the tenant was last counted anew, of measures newer than the tenant's cells. Exact, and as
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
    /// <returns>The cells, and how many interactions they come from.</returns>
    public async Task<(CellDelta Cells, long Interactions)> ComputeAsync(TenantDefinition definition, FoldPeriods periods, Instant? asOf, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var context = new FoldContext(definition, periods);
        var cells = new CellDelta();
        var rows = new List<EncodedInteraction>();
        CustomerNumber? customer = null;
        long count = 0;
        await foreach (var row in _reader.ScanAsync(definition.Tenant, asOf, cancellationToken))
        {
            if (customer != row.Customer)
            {
                new CustomerState(context).Add(rows, cells);
                rows.Clear();
                customer = row.Customer;
            }

            rows.Add(row.Interaction);

            // A long scan shares the grain with everybody else.
            if (++count % RowsPerTurn == 0)
                await Task.Yield();
        }

        new CustomerState(context).Add(rows, cells);
        return (cells, count);
    }
}
