using KpiPlatform.Domain;
using NodaTime;

namespace KpiPlatform.Persistence.Writing;

/// <summary>The database as the journal writer uses it. Thread-safe. Failures throw <see cref="DomainException"/> of kind Unavailable.</summary>
internal interface IJournalStore
{
    /// <summary>Opens a writer and returns its number, greater than those of all writers before it.</summary>
    Task<long> OpenWriterAsync(Instant openedAt, CancellationToken cancellationToken);

    /// <summary>
    /// Closes a writer, after a commit of it that is under way has ended one way or the other, and returns its last row number.
    /// Closing a closed one just returns the number.
    /// </summary>
    Task<long> CloseWriterAsync(long writer, CancellationToken cancellationToken);

    /// <summary>Numbers of open writers below one.</summary>
    Task<IReadOnlyList<long>> ReadOpenWritersAsync(long belowWriter, CancellationToken cancellationToken);

    /// <summary>Opens a connection to commit on.</summary>
    Task<IJournalSession> OpenSessionAsync(CancellationToken cancellationToken);
}
