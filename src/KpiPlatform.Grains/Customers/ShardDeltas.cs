using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Measures;

namespace KpiPlatform.Grains.Customers;

/// <summary>
/// What an append changes that moves rows from one customer to another: each of them may count in a shard of its own. So the cells of a
/// shard are always the sum of what its customers contribute, with those that are folded into them, and can be compared with the journal by themselves.
/// </summary>
internal sealed class ShardDeltas
{
    private readonly List<ShardDelta> _deltas = [];

    /// <summary>The one made first.</summary>
    public ShardDelta First => _deltas[0];

    /// <summary>The others, each of another shard.</summary>
    public IReadOnlyList<ShardDelta> Others => _deltas[1..];

    /// <summary>What changes in the shard that a customer counts in under a definition.</summary>
    public CellDelta Of(FoldContext context, CustomerNumber customer)
    {
        var shard = context.Definition.ShardOf(customer);
        if (_deltas.Find(known => known.Shard == shard) is { } found)
            return found.Delta;
        var delta = new CellDelta();
        _deltas.Add(new(shard, delta));
        return delta;
    }
}
