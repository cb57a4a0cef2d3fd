namespace KpiPlatform.Domain.Journal;

/// <summary>Stores small documents (definitions of tenants and scorecards) under a kind and a key, with an etag. Thread-safe.</summary>
public interface IStateStore
{
    /// <summary>Reads a document; null if there is none.</summary>
    Task<StoredState?> ReadAsync(string kind, string key, CancellationToken cancellationToken);

    /// <summary>Writes a document if its etag is still <paramref name="expectedEtag"/> (null: if there is none). Returns the new etag, or null if it was changed meanwhile.</summary>
    Task<string?> WriteAsync(string kind, string key, string? expectedEtag, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken);

    /// <summary>Deletes a document if its etag is still the one given. False if it was changed meanwhile.</summary>
    Task<bool> DeleteAsync(string kind, string key, string expectedEtag, CancellationToken cancellationToken);

    /// <summary>Keys of a kind that start with a prefix and come after <paramref name="after"/> (null: all), ordinal by UTF-8 bytes, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<string>> ListKeysAsync(string kind, string prefix, string? after, int limit, CancellationToken cancellationToken);
}
