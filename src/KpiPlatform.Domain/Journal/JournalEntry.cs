using KpiPlatform.Domain.Interactions;

namespace KpiPlatform.Domain.Journal;

/// <summary>An interaction to append, before it has a version and a position.</summary>
/// <param name="Interaction">The encoded interaction.</param>
/// <param name="Definition">Version of the tenant's definition that its delta was computed under, from 1.</param>
public sealed record JournalEntry(EncodedInteraction Interaction, int Definition);
