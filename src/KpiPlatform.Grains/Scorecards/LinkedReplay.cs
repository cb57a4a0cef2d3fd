using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Measures;
using NodaTime;

namespace KpiPlatform.Grains.Scorecards;

/// <summary>
/// The part of a <see cref="JournalReplay"/> that customers take who were ever linked: commit by commit, each family concerned is folded
/// before and after. They are few.
/// </summary>
internal sealed class LinkedReplay
{
    private readonly List<JournalRow> _rows = [];
    private readonly Dictionary<CustomerNumber, List<EncodedInteraction>> _interactions = [];
    private readonly Dictionary<CustomerNumber, LinkMark> _marks = [];
    private Dictionary<CustomerNumber, CustomerNumber>? _survivors;
    private readonly Dictionary<CustomerNumber, CellDelta> _contributions = [];

    /// <summary>Takes all rows of one customer, marks of links among them.</summary>
    public void Add(IEnumerable<JournalRow> rows) => _rows.AddRange(rows);

    /// <summary>Adds what each commit after the beginning changed to its group.</summary>
    /// <returns>What they contributed at the beginning.</returns>
    public CellDelta Fold(FoldContext context, Instant from, List<RecordedCommits> groups, Dictionary<JournalPosition, int> groupOf)
    {
        foreach (var row in _rows.Where(row => row.RecordedAt <= from))
            Take(row);
        var before = new CellDelta();
        foreach (var survivor in _interactions.Keys.Concat(_marks.Keys).Select(SurvivorOf).Distinct())
            before.Add(_contributions[survivor] = Contribution(survivor, context));

        var later = _rows
            .Where(row => row.RecordedAt > from && groupOf.ContainsKey(row.Position))
            .OrderBy(row => groupOf[row.Position])
            .ThenBy(row => row.RecordedAt)
            .ThenBy(row => row.Position.Writer)
            .ThenBy(row => row.Position.Seq);
        foreach (var commit in later.GroupBy(row => (row.RecordedAt, row.Position.Writer)))
        {
            var delta = groups[groupOf[commit.First().Position]].Delta;
            var concerned = commit.Select(row => SurvivorOf(row.Customer)).ToHashSet();
            foreach (var row in commit)
                Take(row);
            concerned.UnionWith(commit.Select(row => SurvivorOf(row.Customer)));
            foreach (var survivor in concerned)
            {
                if (_contributions.Remove(survivor, out var known))
                    delta.Add(known, -1);
                if (SurvivorOf(survivor) == survivor)
                    delta.Add(_contributions[survivor] = Contribution(survivor, context));
            }
        }

        return before;
    }

    private void Take(JournalRow row)
    {
        if (!row.IsMark)
        {
            if (!_interactions.TryGetValue(row.Customer, out var interactions))
                _interactions.Add(row.Customer, interactions = []);
            interactions.Add(row.Interaction);
        }
        else if (LinkMark.Of(row.Interaction) is { } mark)
        {
            _marks[row.Customer] = mark;
            _survivors = null;
        }
    }

    private CustomerNumber SurvivorOf(CustomerNumber customer)
    {
        _survivors ??= _marks.SelectMany(mark => mark.Value.Folded.Select(folded => (folded.Customer, Survivor: mark.Key))).ToDictionary(entry => entry.Customer, entry => entry.Survivor);
        return _survivors.TryGetValue(customer, out var survivor) ? survivor : customer;
    }

    private CellDelta Contribution(CustomerNumber survivor, FoldContext context)
    {
        var rows = new List<EncodedInteraction>(_interactions.GetValueOrDefault(survivor) ?? []);
        var member = (ushort)0;
        foreach (var folded in _marks.GetValueOrDefault(survivor)?.Folded ?? [])
        {
            member++;
            rows.AddRange((_interactions.GetValueOrDefault(folded.Customer) ?? []).Select(row => row with { Member = member }));
        }

        var contribution = new CellDelta();
        new CustomerState(context).Add(rows, contribution);
        return contribution;
    }
}
