using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Tenants;
using NodaTime;

namespace KpiPlatform.Grains.Measures;

/// <summary>
/// Computes, by folding every customer's rows anew, the cells of a period that live cells are not kept for. Exact, and as
/// expensive as the tenant's journal is long.
/// </summary>
public sealed class JournalMeasures
{
    private const int RowsPerTurn = 1_000;
    private readonly IJournalReader _reader;

    /// <summary>Creates it.</summary>
    public JournalMeasures(IJournalReader reader) => _reader = reader;

    /// <summary>Cells of <see cref="Domain.Periods.Granularity.Custom"/> for the days [fromDay, toDay).</summary>
    /// <param name="definition">The tenant's definition.</param>
    /// <param name="fromDay">First day.</param>
    /// <param name="toDay">Day after the last.</param>
    /// <param name="asOf">Only what was recorded by then; null for everything.</param>
    /// <param name="cancellationToken">Ends the scan.</param>
    public async Task<CellDelta> ComputeAsync(TenantDefinition definition, int fromDay, int toDay, Instant? asOf, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var context = new FoldContext(definition, FoldPeriods.ForCustom(fromDay, toDay));
        var cells = new CellDelta();
        var rows = new List<EncodedInteraction>();
        CustomerNumber? customer = null;
        var count = 0;
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
        return cells;
    }
}
