namespace KpiPlatform.Domain.Journal;

/// <summary>A commit of this host's writer.</summary>
/// <param name="Position">The writer, and the last row number of the commit.</param>
/// <param name="Notices">One for each tenant and shard with rows in it.</param>
/// <param name="IndexEntries">The index entries of its appends, in append order; one customer may occur several times.</param>
public sealed record Commit(JournalPosition Position, IReadOnlyList<CommitNotice> Notices, IReadOnlyList<CustomerIndexEntry> IndexEntries);
