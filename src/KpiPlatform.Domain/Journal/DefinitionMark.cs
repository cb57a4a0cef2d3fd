using KpiPlatform.Domain.Interactions;
using NodaTime;

namespace KpiPlatform.Domain.Journal;

/// <summary>
/// The row by which a customer begins to count under a newer definition: no interaction, but a version of the customer's like any
/// row. Its append carries the customer's whole contribution under that definition, so that contribution and mark are committed
/// together or not at all, and two activations cannot both bring it.
/// </summary>
public static class DefinitionMark
{
    /// <summary>Time of a mark of a customer without interactions: before any that an interaction can have.</summary>
    public static readonly Instant NoEvent = Instant.FromUnixTimeTicks(0) - Duration.FromTicks(10);

    /// <summary>The mark.</summary>
    /// <param name="definition">Version of the definition.</param>
    /// <param name="newestEventAt">When the customer's latest interaction occurred; null if there is none.</param>
    public static JournalEntry Of(int definition, Instant? newestEventAt) =>
        new(new EncodedInteraction(InteractionKind.None, newestEventAt ?? NoEvent, string.Empty, 0, 0, 0, default, default), definition);
}
