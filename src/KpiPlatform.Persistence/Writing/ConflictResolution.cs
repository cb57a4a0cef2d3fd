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
            var append = pending.Append;
            var key = (append.Tenant.Value, append.Customer.Value);
            var head = heads.Versions.GetValueOrDefault(key);
            CustomerReference? mapping = append.NewCustomerId is { } id ? new(append.Tenant, id) : null;
            if (pending.Chain.IsBroken)
            {
                lose(pending, "An append before it was not committed.");
            }
            else if (append.FirstVersion != head + 1)
            {
                lose(pending, $"It starts at version {append.FirstVersion}, the customer is at {head}.");
            }
            else if (mapping is { } mapped && !heads.MappedIds.Add(mapped))
            {
                lose(pending, "The customer's id was mapped to another number meanwhile.");
            }
            else
            {
                heads.Versions[key] = head + append.Entries.Count;
                winners.Add(pending);
            }
        }

        return winners;
    }
}
