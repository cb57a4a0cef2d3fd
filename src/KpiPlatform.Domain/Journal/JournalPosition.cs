namespace KpiPlatform.Domain.Journal;

/// <summary>Place in the journal: row number <see cref="Seq"/> of a writer.</summary>
/// <param name="Writer">The writer (epoch of a host), from 1; later writers have greater numbers.</param>
/// <param name="Seq">Row number within the writer, from 1, dense in commit order; below 2^40.</param>
public readonly record struct JournalPosition(long Writer, long Seq);
