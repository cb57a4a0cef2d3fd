using System.Collections.Concurrent;
using KpiPlatform.Domain.Access;
using KpiPlatform.Gateway.Names;
using NodaTime;

namespace KpiPlatform.Gateway.Access;

/// <summary>
/// Stored keys by their digests, from a memory of a few seconds: calls cost a look into a dictionary, and a key that is revoked on another
/// server is noticed when the memory is over. Digests of no key are remembered as well. Thread-safe.
/// </summary>
internal sealed class KeyLookup(IAccessKeyStore store, KeyUses uses, GatewayOptions options, TimeProvider time) : IDisposable
{
    /// <summary>Beyond it everything is forgotten: a flood of made-up keys must not fill the memory.</summary>
    private const int MaxEntries = 10_000;

    /// <summary>Look-ups of keys that are not remembered, so that a flood of made-up ones does not take all connections of the database.</summary>
    private const int MaxAtOnce = 4;

    private const int MaxWaiting = 1_000;
    private readonly ConcurrentDictionary<KeyDigest, Entry> _entries = [];
    private readonly SemaphoreSlim _places = new(MaxAtOnce);
    private int _waiting;

    /// <summary>The key of a digest, live or not; null if there is none.</summary>
    /// <exception cref="Grpc.Core.RpcException">RESOURCE_EXHAUSTED: too many are being looked up.</exception>
    public async ValueTask<AccessKey?> FindAsync(byte[] digest, CancellationToken cancellationToken)
    {
        var id = KeyDigest.Of(digest);
        var now = time.Now();
        if (!_entries.TryGetValue(id, out var entry) || now - entry.At >= Duration.FromTimeSpan(options.KeyMemory) || now < entry.At)
        {
            if (_entries.Count >= MaxEntries)
                _entries.Clear();
            entry = new Entry(now, new Lazy<Task<AccessKey?>>(() => LoadAsync(digest)));
            _entries[id] = entry;
        }

        try
        {
            return await entry.Key.Value.WaitAsync(cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            _entries.TryRemove(new(id, entry));
            throw;
        }
    }

    /// <summary>Forgets all, after a key was changed on this server.</summary>
    public void Forget() => _entries.Clear();

    /// <inheritdoc/>
    public void Dispose() => _places.Dispose();

    private async Task<AccessKey?> LoadAsync(byte[] digest)
    {
        if (Interlocked.Increment(ref _waiting) > MaxWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            throw AccessErrors.Busy(options.RetryDelay);
        }

        await _places.WaitAsync();
        try
        {
            var key = await store.FindByDigestAsync(digest, CancellationToken.None);
            if (key is not null)
                uses.Note(new(key.Tenant, key.Id, time.Now()));
            return key;
        }
        finally
        {
            _places.Release();
            Interlocked.Decrement(ref _waiting);
        }
    }

    private sealed record Entry(Instant At, Lazy<Task<AccessKey?>> Key);
}
