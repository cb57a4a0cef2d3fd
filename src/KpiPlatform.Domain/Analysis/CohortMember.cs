using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;
using NodaTime;

namespace KpiPlatform.Domain.Analysis;

/// <summary>A customer of a cohort.</summary>
/// <param name="Start">When it joined.</param>
/// <param name="Dimension">Value of the dimension looked at for the interaction that made it join; the whole if none is.</param>
/// <param name="Orders">When it ordered, ascending, the order that it joined with left out.</param>
/// <param name="JoinedWithOrder">Whether that which it joined with was an order.</param>
public sealed record CohortMember(Instant Start, DimensionValue Dimension, IReadOnlyList<Instant> Orders, bool JoinedWithOrder)
{
    /// <summary>What a customer is, or null if nothing made it join.</summary>
    /// <param name="effective">The customer's history, from <see cref="CustomerHistory.Effective"/>.</param>
    /// <param name="start">What makes it join.</param>
    /// <param name="slot">Position of the dimension looked at; −1 for none.</param>
    /// <param name="context">The tenant's.</param>
    public static CohortMember? Of(IReadOnlyList<EncodedInteraction> effective, CohortStart start, int slot, FoldContext context)
    {
        ArgumentNullException.ThrowIfNull(effective);
        ArgumentNullException.ThrowIfNull(context);
        Instant? at = null;
        FoldKey? joinedWith = null;
        var dimension = DimensionValue.Whole;
        var orders = new List<FoldKey>();
        if (!effective.Any(row => row.Kind is InteractionKind.Purchase or InteractionKind.SubscriptionStarted))
            return null;
        foreach (var (interaction, profile) in HistoryWalk.Of(effective))
        {
            Instant joins;
            switch (interaction.Facts)
            {
                case Purchase:
                    orders.Add(interaction.FoldKey);
                    joins = interaction.OccurredAt;
                    break;
                case SubscriptionStarted started when start == CohortStart.Acquisition:
                    joins = started.EffectiveAt;
                    break;
                default:
                    continue;
            }

            // A subscription that begins later than a purchase acquires nobody, whenever it was signed.
            if (at <= joins)
                continue;
            (at, joinedWith) = (joins, interaction.FoldKey);
            dimension = slot < 0 ? DimensionValue.Whole : context.Dimension(slot, interaction, profile);
        }

        return at is { } joined ? new(joined, dimension, [.. orders.Where(order => order != joinedWith).Select(order => order.OccurredAt)], orders.Exists(order => order == joinedWith)) : null;
    }
}
