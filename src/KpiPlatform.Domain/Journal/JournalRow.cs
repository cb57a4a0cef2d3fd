using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using NodaTime;

namespace KpiPlatform.Domain.Journal;

/// <summary>A committed row of the journal: one interaction of one customer.</summary>
/// <param name="Customer">The customer.</param>
/// <param name="Version">The customer's own counter, from 1, dense.</param>
/// <param name="Position">Writer and row number.</param>
/// <param name="RecordedAt">When it was committed, by the writing host's clock; never decreases within a writer.</param>
/// <param name="Definition">Version of the tenant's definition; never decreases within a customer.</param>
/// <param name="Interaction">The encoded interaction; its personal part is empty once erased.</param>
public sealed record JournalRow(
    CustomerNumber Customer,
    long Version,
    JournalPosition Position,
    Instant RecordedAt,
    int Definition,
    EncodedInteraction Interaction)
{
    /// <summary>Whether it is no interaction but a mark: a <see cref="DefinitionMark"/> or a <see cref="LinkMark"/>.</summary>
    public bool IsMark => Interaction.Kind == InteractionKind.None;
}
