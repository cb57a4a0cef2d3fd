using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Tenants;
using NodaTime;

namespace KpiPlatform.Grains.Scorecards;

/// <summary>
/// What each interaction of a commit changed by itself: its customer's contribution after it − before it, from the journal. A
/// commit keeps only their sum. Bounded, because it reads the history of each customer concerned; rows and histories are read ahead for
/// several commits, since commits are mostly small.
/// </summary>
internal sealed class InteractionDeltas(IJournalReader journal, TenantDefinition tenant, FoldPeriods periods, Instant recordedAfter)
{
    /// <summary>Most interactions that are told apart in one explanation.</summary>
    private const int MaxRows = 10_000;

    /// <summary>Most rows that are read for it, those of commits too large to tell apart among them.</summary>
    private const int MaxRead = 4 * MaxRows;

    /// <summary>Most rows of customers' histories that are read for it.</summary>
    private const int MaxHistory = 200_000;

    /// <summary>Rows that are read ahead.</summary>
    private const int RowsAhead = 2_000;

    /// <summary>Customers whose histories are read at once.</summary>
    private const int CustomersPerRead = 500;

    private readonly FoldContext _context = new(tenant, periods);
    private readonly Dictionary<JournalPosition, List<ListedRow>> _ahead = [];
    private readonly Dictionary<CustomerNumber, List<JournalRow>> _histories = [];
    private int _rowsLeft = MaxRows;
    private int _readLeft = MaxRead;
    private int _historyLeft = MaxHistory;

    /// <summary>The interactions of commits with what each changed, in the order of the journal; null if they are too many, or do not add up to the commits.</summary>
    /// <param name="groups">All commits that may be asked for, in commit order.</param>
    /// <param name="index">Which of them.</param>
    /// <param name="cancellationToken">Ends reading.</param>
    public async Task<List<(ListedRow Row, CellDelta Delta)>?> FindAsync(IReadOnlyList<RecordedCommits> groups, int index, CancellationToken cancellationToken)
    {
        var commits = groups[index];
        var rows = new List<ListedRow>();
        foreach (var (writer, afterSeq, throughSeq) in commits.Positions)
        {
            var end = new JournalPosition(writer, throughSeq);
            if (!_ahead.Remove(end, out var found))
            {
                await ReadAheadAsync(groups, index, cancellationToken);
                if (!_ahead.Remove(end, out found))
                    found = await ReadAsync(writer, afterSeq, throughSeq, cancellationToken);
            }

            if (found is null || rows.Count + found.Count > _rowsLeft)
                return null;
            rows.AddRange(found);
        }

        _rowsLeft -= rows.Count;
        if (rows.Count == 1)
            return [(rows[0], commits.Delta)];
        if (!await ReadHistoriesAsync(rows, cancellationToken))
            return null;
        var deltas = new Dictionary<JournalPosition, CellDelta>(rows.Count);
        foreach (var customer in rows.GroupBy(row => row.Row.Customer))
            Add(_histories.GetValueOrDefault(customer.Key) ?? [], [.. customer.Select(row => row.Row)], deltas);

        var sum = new CellDelta();
        foreach (var delta in deltas.Values)
            sum.Add(delta);

        // Counted under an older definition of the tenant they may not add up; then only the whole commit is known for sure.
        return sum.SameAs(commits.Delta) ? [.. rows.Select(row => (row, deltas[row.Row.Position]))] : null;
    }

    /// <summary>Reads the rows of a run of commits of one writer, as far as they are whole.</summary>
    private async Task ReadAheadAsync(IReadOnlyList<RecordedCommits> groups, int index, CancellationToken cancellationToken)
    {
        var (writer, after, through) = groups[index].Positions[0];
        var ends = new List<long>();
        for (var i = index; i < groups.Count && groups[i].Positions.All(part => part.Writer == writer) && groups[i].Positions[^1].ThroughSeq - after <= RowsAhead; i++)
        {
            ends.AddRange(groups[i].Positions.Select(part => part.ThroughSeq));
            through = ends[^1];
        }

        // What belongs to one commit alone is read by itself.
        if (ends.Count < 2 || await ReadAsync(writer, after, through, cancellationToken) is not { } rows)
            return;
        var next = 0;
        foreach (var end in ends)
        {
            var of = new List<ListedRow>();
            for (; next < rows.Count && rows[next].Row.Position.Seq <= end; next++)
                of.Add(rows[next]);
            _ahead[new(writer, end)] = of;
        }

        await ReadHistoriesAsync([.. _ahead.Values.Where(of => of.Count > 1).SelectMany(of => of)], cancellationToken);
    }

    /// <summary>Rows in between; null if they are more than may be read.</summary>
    private async Task<List<ListedRow>?> ReadAsync(long writer, long afterSeq, long throughSeq, CancellationToken cancellationToken)
    {
        if (_readLeft <= 0 || _rowsLeft <= 0)
            return null;
        var most = Math.Min(_readLeft, _rowsLeft + RowsAhead);
        var rows = await journal.ReadPositionsAsync(tenant.Tenant, writer, afterSeq, throughSeq, most + 1, cancellationToken);
        _readLeft -= rows.Count;

        // Of the first of a writer's commits it may not be known where it begins.
        return rows.Count <= most ? [.. rows.Where(row => row.Row.RecordedAt > recordedAfter)] : null;
    }

    /// <summary>Reads what is not known yet of the histories of the rows' customers. False if that is more than may be read.</summary>
    private async Task<bool> ReadHistoriesAsync(IReadOnlyList<ListedRow> rows, CancellationToken cancellationToken)
    {
        var wanted = rows.GroupBy(row => row.Row.Customer).Where(customer => !_histories.ContainsKey(customer.Key) && customer.Min(row => row.Row.Version) > 1).Select(customer => customer.Key);
        foreach (var customers in wanted.Chunk(CustomersPerRead).ToList())
        {
            if (_historyLeft <= 0)
                return false;
            var read = new Dictionary<CustomerNumber, List<JournalRow>>();
            await foreach (var (row, _) in journal.ReadTogetherAsync(tenant.Tenant, customers, cancellationToken))
            {
                if (--_historyLeft < 0)
                    return false;
                if (row.IsMark)
                    continue;
                if (!read.TryGetValue(row.Customer, out var history))
                    read[row.Customer] = history = [];
                history.Add(row);
            }

            foreach (var (customer, history) in read)
                _histories[customer] = history;
        }

        return true;
    }

    private void Add(List<JournalRow> known, List<JournalRow> rows, Dictionary<JournalPosition, CellDelta> deltas)
    {
        var first = rows.Min(row => row.Version);
        var history = known.TakeWhile(row => row.Version < first).Select(row => row.Interaction).ToList();
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
    }
}
