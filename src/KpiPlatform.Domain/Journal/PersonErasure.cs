using NodaTime;

namespace KpiPlatform.Domain.Journal;

/// <summary>
/// What an append takes away of its customer's person, in the same commit: facts stay, and with them all totals. The append's mark is
/// a version of the customer's, so that an activation which knows the person as it was can append nothing more.
/// </summary>
/// <param name="IdHash">
/// Keyed hash of the external id, from <see cref="IErasures.HashAsync"/>: the mapping of the id goes, and this stands in its place. Empty:
/// the customer keeps its id, and only <paramref name="PersonalBefore"/> applies.
/// </param>
/// <param name="Facts">Rows whose facts change, as they are from then on, with the same content hash: they take in attributes that have come to count since they were recorded.</param>
/// <param name="PersonalBefore">Personal parts of interactions that occurred before go, but for whom a customer is linked to (kinds 3 and 4); null: all.</param>
public sealed record PersonErasure(ReadOnlyMemory<byte> IdHash, IReadOnlyList<JournalRow> Facts, Instant? PersonalBefore);
