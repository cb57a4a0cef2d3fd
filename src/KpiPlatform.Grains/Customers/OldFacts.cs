using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Periods;
using NodaTime;

namespace KpiPlatform.Grains.Customers;

/// <summary>What becomes of a customer's interactions when those that occurred before a day are deleted.</summary>
/// <param name="recorded">All that are recorded, of the customer and of who is folded into it, without marks.</param>
/// <param name="calendar">The tenant's.</param>
/// <param name="beforeDay">First local day that stays.</param>
internal sealed class OldFacts(List<JournalRow> recorded, TenantCalendar calendar, int beforeDay)
{
    // All revisions of an interaction go together: with one of them gone the others would say something else, or could be recorded again.
    private readonly HashSet<(ulong, int)> _kept = [.. recorded.Where(row => Stays(row.Interaction, calendar, beforeDay)).Select(Identity)];

    /// <summary>Those that go.</summary>
    public List<JournalRow> Deleted => recorded.FindAll(row => !_kept.Contains(Identity(row)));

    /// <summary>Those that stay.</summary>
    public List<EncodedInteraction> Left => recorded.FindAll(row => _kept.Contains(Identity(row))).ConvertAll(row => row.Interaction);

    /// <summary>Whether an interaction stays. Whom a customer is linked to stays known for as long as the customer does.</summary>
    public static bool Stays(EncodedInteraction interaction, TenantCalendar calendar, int beforeDay) =>
        IdentityLinks.Is(interaction) || calendar.DayOf(interaction.OccurredAt) >= beforeDay;

    /// <summary>contribution(what is left) − contribution(what was recorded) under each definition, in the shard that the customer counts in.</summary>
    public List<ShardDelta> Deltas(CustomerNumber customer, IEnumerable<FoldContext> counted)
    {
        var (all, left) = (recorded.ConvertAll(row => row.Interaction), Left);
        return [.. counted.Select(context => new ShardDelta(context.Definition.ShardOf(customer), Contribution.Difference(all, left, context)))];
    }

    /// <summary>The mark of the append that deletes.</summary>
    public JournalEntry Mark(int definition)
    {
        Instant? newest = null;
        foreach (var interaction in Left)
            newest = newest is { } known ? Instant.Max(known, interaction.OccurredAt) : interaction.OccurredAt;
        return FactsDeletion.Mark(definition, newest);
    }

    private static (ulong, int) Identity(JournalRow row) => (row.Interaction.IdentityHash, row.Interaction.Member);
}
