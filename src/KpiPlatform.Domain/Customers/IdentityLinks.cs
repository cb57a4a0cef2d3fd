using KpiPlatform.Domain.Interactions;

namespace KpiPlatform.Domain.Customers;

/// <summary>Which customer a customer is folded into, as its own interactions say.</summary>
/// <remarks>
/// A function of the set of interactions: of those in force (a revision replaces everything of a lower one), in the order of the fold,
/// the last link names the survivor, and an unlink that names that survivor leaves the customer on its own. When a link occurred decides
/// between several of them, not what of the history is folded: that is all of it.
/// </remarks>
public static class IdentityLinks
{
    /// <summary>Most customers that can be folded into one. A person has few accounts; more is a mistake of the sender.</summary>
    public const int MaxFolded = 256;

    /// <summary>Whether an interaction links or unlinks.</summary>
    public static bool Is(EncodedInteraction interaction)
    {
        ArgumentNullException.ThrowIfNull(interaction);
        return interaction.Kind is InteractionKind.IdentityLinked or InteractionKind.IdentityUnlinked;
    }

    /// <summary>Id of the customer that these interactions fold their customer into; null if none.</summary>
    /// <param name="rows">All interactions of one customer, in any order.</param>
    public static string? SurvivorOf(IReadOnlyCollection<EncodedInteraction> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var linked = rows.Where(Is).Select(row => row.IdentityHash).ToHashSet();
        if (linked.Count == 0)
            return null;
        var inForce = new List<FoldEntry>();
        foreach (var entry in rows.Where(row => linked.Contains(row.IdentityHash)).Select(row => FoldEntry.Of(row with { Member = 0 })))
        {
            var at = inForce.FindIndex(other => other.SameIdentity(entry.Interaction));
            if (at < 0)
                inForce.Add(entry);
            else if (entry.Interaction.Revision > inForce[at].Interaction.Revision)
                inForce[at] = entry;
        }

        inForce.Sort();
        IdentityLinked? current = null;
        foreach (var entry in inForce)
        {
            switch (InteractionCodec.Decode(entry.Interaction).Facts)
            {
                case IdentityLinked link:
                    current = link;
                    break;
                case IdentityUnlinked unlink when unlink.SurvivorHash == current?.SurvivorHash:
                    current = null;
                    break;
            }
        }

        return current?.Survivor;
    }
}
