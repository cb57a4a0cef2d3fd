using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Interactions;

namespace KpiPlatform.Domain.Analysis;

/// <summary>What of a customer's rows counts: of each interaction the highest revision, in the order of the fold.</summary>
public static class CustomerHistory
{
    /// <summary>The effective interactions, still encoded.</summary>
    /// <param name="rows">Everything recorded of one customer, in any order.</param>
    public static IReadOnlyList<EncodedInteraction> Effective(IEnumerable<EncodedInteraction> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var byHash = new Dictionary<ulong, List<FoldEntry>>();
        foreach (var row in rows)
        {
            if (!byHash.TryGetValue(row.IdentityHash, out var known))
                byHash[row.IdentityHash] = known = new(1);
            var at = known.FindIndex(entry => entry.SameIdentity(row));
            if (at < 0)
                known.Add(FoldEntry.Of(row));
            else if (known[at].Interaction.Revision < row.Revision)
                known[at] = FoldEntry.Of(row);
        }

        var entries = byHash.Values.SelectMany(known => known).ToList();
        entries.Sort();
        return entries.ConvertAll(entry => entry.Interaction);
    }
}
