using System.Collections.Concurrent;
using KpiPlatform.Domain.Journal;

namespace KpiPlatform.Testing.InMemory;

/// <summary>Documents in memory. Thread-safe.</summary>
public sealed class InMemoryStateStore : IStateStore
{
    private readonly ConcurrentDictionary<(string Kind, string Key), StoredState> _states = new();

    /// <summary>All keys of a kind.</summary>
    public IReadOnlyList<string> KeysOf(string kind) => [.. _states.Keys.Where(key => key.Kind == kind).Select(key => key.Key).Order(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public Task<StoredState?> ReadAsync(string kind, string key, CancellationToken cancellationToken) =>
        Task.FromResult(_states.GetValueOrDefault((kind, key)));

    /// <inheritdoc/>
    public Task<string?> WriteAsync(string kind, string key, string? expectedEtag, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        var state = new StoredState(Guid.NewGuid().ToString("N"), payload.ToArray());
        if (expectedEtag is null)
            return Task.FromResult(_states.TryAdd((kind, key), state) ? state.Etag : null);
        return Task.FromResult(
            _states.TryGetValue((kind, key), out var known) && known.Etag == expectedEtag && _states.TryUpdate((kind, key), state, known) ? state.Etag : null);
    }

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(string kind, string key, string expectedEtag, CancellationToken cancellationToken) =>
        Task.FromResult(_states.TryGetValue((kind, key), out var known) && known.Etag == expectedEtag && _states.TryRemove(new((kind, key), known)));

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListKeysAsync(string kind, string prefix, string? after, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>(
        [
            .. KeysOf(kind)
                .Where(key => key.StartsWith(prefix, StringComparison.Ordinal) && (after is null || string.CompareOrdinal(key, after) > 0))
                .Take(limit),
        ]);
}
