using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Tenants;

namespace KpiPlatform.Grains.Scorecards;

/// <summary>
/// What each interaction of a commit changed by itself: its customer's contribution after it − before it, from the journal. A
/// commit keeps only their sum. Bounded, because it reads the history of each customer concerned.
/// </summary>
internal sealed class InteractionDeltas(IJournalReader journal, TenantDefinition tenant, FoldPeriods periods)
{
    /// <summary>Most interactions that are told apart in one explanation.</summary>
    private const int MaxRows = 10_000;

    /// <summary>Most rows of customers' histories that are read for it.</summary>
    private const int MaxHistory = 200_000;

    private readonly FoldContext _context = new(tenant, periods);
    private int _rowsLeft = MaxRows;
    private int _historyLeft = MaxHistory;

    /// <summary>The interactions of commits with what each changed, in the order of the journal; null if they are too many, or do not add up to the commits.</summary>
    public async Task<List<(ListedRow Row, CellDelta Delta)>?> FindAsync(RecordedCommits commits, CancellationToken cancellationToken)
    {
        var rows = new List<ListedRow>();
        foreach (var (writer, afterSeq, throughSeq) in commits.Positions)
        {
            rows.AddRange(await journal.ReadPositionsAsync(tenant.Tenant, writer, afterSeq, throughSeq, _rowsLeft + 1, cancellationToken));
            if (rows.Count > _rowsLeft)
                return null;
        }

        _rowsLeft -= rows.Count;
        if (rows.Count == 1)
            return [(rows[0], commits.Delta)];
        var deltas = new Dictionary<JournalPosition, CellDelta>(rows.Count);
        foreach (var customer in rows.GroupBy(row => row.Row.Customer))
        {
            if (!await AddAsync(customer.Key, [.. customer.Select(row => row.Row)], deltas, cancellationToken))
                return null;
        }

        var sum = new CellDelta();
        foreach (var delta in deltas.Values)
            sum.Add(delta);

        // Counted under an older definition of the tenant they may not add up; then only the whole commit is known for sure.
        return sum.SameAs(commits.Delta) ? [.. rows.Select(row => (row, deltas[row.Row.Position]))] : null;
    }

    private async Task<bool> AddAsync(CustomerNumber customer, List<JournalRow> rows, Dictionary<JournalPosition, CellDelta> deltas, CancellationToken cancellationToken)
    {
        var first = rows.Min(row => row.Version);
        var history = new List<EncodedInteraction>();
        if (first > 1)
        {
            await foreach (var row in journal.ReadCustomerAsync(tenant.Tenant, customer, 1, cancellationToken))
            {
                if (row.Version >= first)
                    break;
                if (--_historyLeft < 0)
                    return false;
                history.Add(row.Interaction);
            }
        }

        var state = CustomerState.Replay(history, _context);
        foreach (var row in rows.OrderBy(row => row.Version))
        {
            if (state.NeedsHistory([row.Interaction]))
                state.LoadHistory(history);
            var delta = new CellDelta();
            state.Add([row.Interaction], delta);
            history.Add(row.Interaction);
            deltas[row.Position] = delta;
        }

        return true;
    }
}
