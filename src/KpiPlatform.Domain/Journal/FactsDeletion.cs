using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using NodaTime;

namespace KpiPlatform.Domain.Journal;

/// <summary>
/// Interactions that an append deletes for good, in the same commit: their personal parts go, and of their rows nothing is left but the version, as
/// that of a mark. So the versions of the customer stay without a gap: an activation that knows less than all of them can't take one again.
/// </summary>
/// <param name="Rows">The rows as they are from then on: see <see cref="Empty"/>. They may be of any customer folded into that of the append.</param>
public sealed record FactsDeletion(IReadOnlyList<JournalRow> Rows)
{
    // Marks have no source but this one.
    private const string MarkSource = "deleted";

    /// <summary>
    /// The mark that the append of a deletion has. A snapshot of an earlier version may hold what was deleted, whoever wrote it and when: it is not used.
    /// </summary>
    /// <param name="definition">Version of the newest definition that the customer counts under.</param>
    /// <param name="newestEventAt">When the latest interaction left occurred; null if there is none.</param>
    public static JournalEntry Mark(int definition, Instant? newestEventAt)
    {
        var mark = DefinitionMark.Of(definition, newestEventAt);
        return mark with { Interaction = mark.Interaction with { Source = MarkSource } };
    }

    /// <summary>
    /// Customers whose snapshots the deletion makes untrue: whose append it is, and all that have a row of it. Who is folded keeps the snapshot of before,
    /// and would go on from it once unlinked.
    /// </summary>
    /// <param name="append">The append that the deletion belongs to.</param>
    public IEnumerable<CustomerNumber> CustomersOf(JournalAppend append)
    {
        ArgumentNullException.ThrowIfNull(append);
        return Rows.Select(row => row.Customer).Append(append.Customer).Distinct();
    }

    /// <summary>Whether a row is such a mark.</summary>
    public static bool IsMark(JournalRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return row.IsMark && string.Equals(row.Interaction.Source, MarkSource, StringComparison.Ordinal);
    }

    /// <summary>A row without its interaction.</summary>
    public static JournalRow Empty(JournalRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return row with { Interaction = new EncodedInteraction(InteractionKind.None, DefinitionMark.NoEvent, string.Empty, 0, 0, 0, default, default) };
    }
}
