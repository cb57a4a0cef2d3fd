using KpiPlatform.Domain.Interactions;

namespace KpiPlatform.Testing.Journal;

/// <summary>
/// Who counts as one, worked out anew from nothing but the interactions: no marks, no order of arrival. What the platform does is held
/// against it.
/// </summary>
public static class LinkedHistories
{
    /// <summary>The id of the customer that each customer counts as, its own for those not folded.</summary>
    public static IReadOnlyDictionary<string, string> Survivors(IReadOnlyDictionary<string, List<EncodedInteraction>> rowsById)
    {
        var linkById = rowsById.ToDictionary(entry => entry.Key, entry => LinkOf(entry.Value));
        return rowsById.Keys.ToDictionary(id => id, id =>
        {
            var seen = new HashSet<string>();
            while (linkById.GetValueOrDefault(id) is { } next)
            {
                if (!seen.Add(id))
                    throw new InvalidOperationException($"Links go in a circle at {id}.");
                id = next;
            }

            return id;
        });
    }

    /// <summary>All interactions of each survivor and those folded into it; the members' identities are kept apart.</summary>
    public static IReadOnlyDictionary<string, List<EncodedInteraction>> Union(IReadOnlyDictionary<string, List<EncodedInteraction>> rowsById)
    {
        var union = new Dictionary<string, List<EncodedInteraction>>();
        var ordinal = (ushort)0;
        var survivors = Survivors(rowsById);
        foreach (var (id, rows) in rowsById)
        {
            ordinal++;
            if (!union.TryGetValue(survivors[id], out var together))
                union.Add(survivors[id], together = []);
            together.AddRange(rows.Select(row => row with { Member = ordinal }));
        }

        return union;
    }

    private static string? LinkOf(List<EncodedInteraction> rows)
    {
        var latest = rows.Select(row => (Row: row, Interaction: InteractionCodec.Decode(row)))
            .GroupBy(entry => (entry.Interaction.Source, entry.Interaction.Id))
            .Select(revisions => revisions.MaxBy(entry => entry.Row.Revision))
            .OrderBy(entry => entry.Row.OccurredAt)
            .ThenBy(entry => entry.Row.Source, StringComparer.Ordinal)
            .ThenBy(entry => entry.Row.IdentityHash)
            .ThenBy(entry => entry.Row.ContentHash);
        string? link = null;
        foreach (var (_, interaction) in latest)
        {
            link = interaction.Facts switch
            {
                IdentityLinked { Survivor.Length: > 0 } linked => linked.Survivor,
                IdentityUnlinked unlinked when unlinked.Survivor == link => null,
                _ => link,
            };
        }

        return link;
    }
}
