using KpiPlatform.Domain;
using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Tenants;
using NodaTime;

namespace KpiPlatform.Grains.Scorecards;

/// <summary>
/// What was counted at an instant and what each commit after it changed, folded from the journal under the definition in force: for what
/// commits keep no differences of, which are custom periods and times before the tenant was last counted anew. Exact, and as expensive
/// as the tenant's journal is long, which is read twice: first to see the commits, then to fold.
/// </summary>
internal sealed class JournalReplay(IJournalReader journal, TenantDefinition tenant, FoldPeriods periods)
{
    /// <summary>Most interactions of a tenant that are folded for an explanation.</summary>
    public const int MaxRows = 2_000_000;

    private const int RowsPerTurn = 1_000;
    private readonly FoldContext _context = new(tenant, periods);
    private readonly LinkedReplay _linked = new();

    /// <summary>The sums as of the beginning.</summary>
    public CellTable Before { get; } = new();

    /// <summary>Replays.</summary>
    /// <param name="from">The beginning.</param>
    /// <param name="until">The end.</param>
    /// <param name="boundaries">Instants over which commits are not merged, ascending.</param>
    /// <param name="most">About how many groups of commits there are at most.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The commits in between with what they changed, and how many they are.</returns>
    /// <exception cref="DomainException">QUERY_TOO_EXPENSIVE: the journal is longer than <see cref="MaxRows"/>.</exception>
    public async Task<(List<RecordedCommits> Groups, int Commits)> ReadAsync(Instant from, Instant until, IReadOnlyList<Instant> boundaries, int most, CancellationToken cancellationToken)
    {
        var rows = await RecordedAsync(from, until, cancellationToken);
        var (groups, commits) = await RecordedCommits.ReadAsync(Notices(rows).ToAsyncEnumerable(), until, boundaries, most, cancellationToken);
        await FoldAsync(from, until, groups, GroupOf(rows, groups), cancellationToken);
        return (groups, commits);
    }

    /// <summary>Where and when the rows in between were recorded, in commit order.</summary>
    private async Task<List<(Instant At, JournalPosition Position)>> RecordedAsync(Instant from, Instant until, CancellationToken cancellationToken)
    {
        var rows = new List<(Instant At, JournalPosition Position)>();
        var count = 0;
        await foreach (var row in journal.ScanAsync(tenant.Tenant, until, cancellationToken))
        {
            if (++count > MaxRows)
            {
                throw new DomainException(
                    ErrorKind.FailedPrecondition,
                    "QUERY_TOO_EXPENSIVE",
                    $"A custom period, or a time before the tenant was counted anew, is explained by folding its whole journal, which has more than {MaxRows} interactions. Take a calendar period and a from_time after the tenant was last counted anew.",
                    "period");
            }

            if (row.RecordedAt > from)
                rows.Add((row.RecordedAt, row.Position));
            if (count % RowsPerTurn == 0)
                await Task.Yield();
        }

        rows.Sort(static (one, other) =>
        {
            var byTime = one.At.CompareTo(other.At);
            if (byTime != 0)
                return byTime;
            var byWriter = one.Position.Writer.CompareTo(other.Position.Writer);
            return byWriter != 0 ? byWriter : one.Position.Seq.CompareTo(other.Position.Seq);
        });
        return rows;
    }

    /// <summary>A commit is what a writer recorded at one instant.</summary>
    private IEnumerable<CommitNotice> Notices(List<(Instant At, JournalPosition Position)> rows)
    {
        for (var first = 0; first < rows.Count;)
        {
            var last = LastOfCommit(rows, first);
            yield return new(tenant.Tenant, MeasuresShard.Of(tenant.Generation), rows[last].Position, rows[first].Position.Seq - 1, rows[first].At, rows[first].At, new());
            first = last + 1;
        }
    }

    private static int LastOfCommit(List<(Instant At, JournalPosition Position)> rows, int first)
    {
        var last = first;
        while (last + 1 < rows.Count && rows[last + 1].At == rows[first].At && rows[last + 1].Position.Writer == rows[first].Position.Writer)
            last++;
        return last;
    }

    private static Dictionary<JournalPosition, int> GroupOf(List<(Instant At, JournalPosition Position)> rows, List<RecordedCommits> groups)
    {
        var groupOf = new Dictionary<JournalPosition, int>(rows.Count);
        var (group, left) = (-1, 0);
        for (var first = 0; first < rows.Count;)
        {
            if (left == 0)
                left = groups[++group].Count;
            left--;
            for (var last = LastOfCommit(rows, first); first <= last; first++)
                groupOf[rows[first].Position] = group;
        }

        return groupOf;
    }

    private async Task FoldAsync(Instant from, Instant until, List<RecordedCommits> groups, Dictionary<JournalPosition, int> groupOf, CancellationToken cancellationToken)
    {
        var rows = new List<JournalRow>();
        CustomerNumber? customer = null;
        var count = 0;
        await foreach (var row in journal.ScanAsync(tenant.Tenant, until, cancellationToken))
        {
            if (customer != row.Customer)
            {
                Fold(rows, from, groups, groupOf);
                rows.Clear();
                customer = row.Customer;
            }

            rows.Add(row);
            if (++count % RowsPerTurn == 0)
                await Task.Yield();
        }

        Fold(rows, from, groups, groupOf);
        Before.Apply(_linked.Fold(_context, from, groups, groupOf));
    }

    /// <summary>Adds what one customer contributed before, and what each of its later rows changed; one committed since the rows were looked at is none of them.</summary>
    private void Fold(List<JournalRow> rows, Instant from, List<RecordedCommits> groups, Dictionary<JournalPosition, int> groupOf)
    {
        if (rows.Exists(row => row.IsMark))
        {
            // Linked with others: what it contributes depends on their rows as well.
            _linked.Add(rows);
            return;
        }

        List<EncodedInteraction> history = [.. rows.Where(row => row.RecordedAt <= from).Select(row => row.Interaction)];
        var before = new CellDelta();
        var state = new CustomerState(_context);
        state.Add(history, before);
        Before.Apply(before);
        if (history.Count == rows.Count)
            return;

        // Hosts' clocks may differ, so that commit order is not always that of the customer's versions.
        foreach (var (row, group) in rows
            .Where(row => row.RecordedAt > from && groupOf.ContainsKey(row.Position))
            .Select(row => (Row: row, Group: groupOf[row.Position]))
            .OrderBy(entry => entry.Group)
            .ThenBy(entry => entry.Row.Version))
        {
            if (state.NeedsHistory([row.Interaction]))
                state.LoadHistory(history);
            state.Add([row.Interaction], groups[group].Delta);
            history.Add(row.Interaction);
        }
    }
}
