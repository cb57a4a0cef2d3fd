namespace KpiPlatform.Dashboard.Sessions;

/// <summary>
/// Where sessions are kept, so that they outlive the host that they began on and hold on every host of a cluster. The host supplies it. What is kept
/// is sealed with a key that only the browser has: see <see cref="SessionSeal"/>. Thread-safe.
/// </summary>
public interface ISessionRecords
{
    /// <summary>Reads a record; null if there is none.</summary>
    /// <exception cref="SessionsUnavailableException">Storage is away.</exception>
    Task<SessionRecord?> ReadAsync(string name, CancellationToken cancellationToken);

    /// <summary>Writes a record if it is still as it was read.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="etag">Of the record that was read; null for a new one.</param>
    /// <param name="content">What to keep.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False if it was changed or deleted meanwhile: nothing is written then.</returns>
    /// <exception cref="SessionsUnavailableException">Storage is away.</exception>
    Task<bool> WriteAsync(string name, string? etag, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Deletes a record. Deleting it twice does nothing.</summary>
    /// <exception cref="SessionsUnavailableException">Storage is away.</exception>
    Task DeleteAsync(string name, CancellationToken cancellationToken);

    /// <summary>The names that come first by their characters: of the sessions that began first.</summary>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SessionsUnavailableException">Storage is away.</exception>
    Task<IReadOnlyList<string>> ListFirstAsync(int limit, CancellationToken cancellationToken);
}
