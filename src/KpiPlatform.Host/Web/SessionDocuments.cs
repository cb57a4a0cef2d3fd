using KpiPlatform.Dashboard.Sessions;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Journal;

namespace KpiPlatform.Host.Web;

/// <summary>The dashboard's sessions among the documents of the database. Thread-safe.</summary>
internal sealed class SessionDocuments(IStateStore store) : ISessionRecords
{
    /// <summary>Their kind.</summary>
    public const string Kind = "dashboard_sessions";

    /// <inheritdoc/>
    public Task<SessionRecord?> ReadAsync(string name, CancellationToken cancellationToken) => AskAsync(async () =>
        await store.ReadAsync(Kind, name, cancellationToken) is { } stored ? new SessionRecord(stored.Etag, stored.Payload) : null);

    /// <inheritdoc/>
    public Task<bool> WriteAsync(string name, string? etag, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        AskAsync(async () => await store.WriteAsync(Kind, name, etag, content, cancellationToken) is not null);

    /// <inheritdoc/>
    public Task DeleteAsync(string name, CancellationToken cancellationToken) => AskAsync(async () =>
    {
        // Again if it was changed meanwhile, by a use of the session: what is to end ends.
        while (await store.ReadAsync(Kind, name, cancellationToken) is { } stored && !await store.DeleteAsync(Kind, name, stored.Etag, cancellationToken))
            cancellationToken.ThrowIfCancellationRequested();
        return true;
    });

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListFirstAsync(int limit, CancellationToken cancellationToken) =>
        AskAsync(() => store.ListKeysAsync(Kind, string.Empty, after: null, limit, cancellationToken));

    private static async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (DomainException exception) when (exception.Kind == ErrorKind.Unavailable)
        {
            throw new SessionsUnavailableException(exception);
        }
    }
}
