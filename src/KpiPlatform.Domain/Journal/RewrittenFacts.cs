namespace KpiPlatform.Domain.Journal;

/// <summary>Facts that take the place of a row's.</summary>
/// <param name="Position">The row.</param>
/// <param name="Facts">Envelope and facts, with the same content hash as before.</param>
public sealed record RewrittenFacts(JournalPosition Position, ReadOnlyMemory<byte> Facts);
