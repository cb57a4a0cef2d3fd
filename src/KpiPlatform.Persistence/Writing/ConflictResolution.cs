using KpiPlatform.Domain.Journal;

namespace KpiPlatform.Persistence.Writing;

/// <summary>Finds the appends that a commit lost its conflict over.</summary>
internal static class ConflictResolution
{
    /// <summary>Fails the appends that do not fit what is stored and what stands before them; returns the others, in order.</summary>
    public static List<PendingAppend> DropLosers(List<PendingAppend> appends, StoredHeads heads, Action<PendingAppend, string> lose)
    {
        var winners = new List<PendingAppend>(appends.Count);
        foreach (var pending in appends)
        {
            if (pending.Chain.IsBroken)
            {
                lose(pending, "An append before it was not committed.");
                continue;
            }

            // All of what is committed together has to fit, or none of it is taken.
            var problem = Problem(pending.Append, heads);
            for (var i = 0; problem is null && i < pending.Append.Together.Count; i++)
                problem = Problem(pending.Append.Together[i], heads);
            if (problem is not null)
            {
                lose(pending, problem);
                continue;
            }

            Take(pending.Append, heads);
            foreach (var append in pending.Append.Together)
                Take(append, heads);
            winners.Add(pending);
        }

        return winners;
    }

    private static string? Problem(JournalAppend append, StoredHeads heads)
    {
        var head = heads.Versions.GetValueOrDefault((append.Tenant.Value, append.Customer.Value));
        if (append.FirstVersion != head + 1)
            return $"It starts at version {append.FirstVersion}, the customer is at {head}.";
        return append.NewCustomerId is { } id && heads.MappedIds.Contains(new(append.Tenant, id))
            ? "The customer's id was mapped to another number meanwhile."
            : null;
    }

    private static void Take(JournalAppend append, StoredHeads heads)
    {
        heads.Versions[(append.Tenant.Value, append.Customer.Value)] = append.FirstVersion + append.Entries.Count - 1;
        if (append.NewCustomerId is { } id)
            heads.MappedIds.Add(new(append.Tenant, id));
    }
}
