using KpiPlatform.Domain.Access;
using KpiPlatform.Domain.Identity;
using NodaTime;

namespace KpiPlatform.Testing.InMemory;

/// <summary>API keys in memory. Thread-safe.</summary>
public sealed class InMemoryAccessKeyStore : IAccessKeyStore
{
    private readonly Lock _lock = new();
    private readonly List<AccessKey> _keys = [];

    /// <summary>Gets how often a key was looked up by its digest.</summary>
    public int Lookups { get; private set; }

    /// <inheritdoc/>
    public Task<bool> AddAsync(AccessKey key, CancellationToken cancellationToken)
    {
        lock (_lock)
            return Task.FromResult(Add_NeedsLock(key));
    }

    /// <inheritdoc/>
    public Task<bool> AddFirstAsync(AccessKey key, CancellationToken cancellationToken)
    {
        lock (_lock)
            return Task.FromResult(!_keys.Exists(other => other.Tenant is null) && Add_NeedsLock(key));
    }

    /// <inheritdoc/>
    public Task<bool> ReplaceAsync(AccessKey key, string previousId, Instant previousEndsAt, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var at = Find_NeedsLock(key.Tenant, previousId);
            if (at < 0 || _keys[at].Principal != key.Principal || !_keys[at].IsLive(key.CreatedAt) || !Add_NeedsLock(key))
                return Task.FromResult(false);
            if (_keys[at].ExpiresAt is not { } end || end > previousEndsAt)
                _keys[at] = _keys[at] with { ExpiresAt = previousEndsAt };
            return Task.FromResult(true);
        }
    }

    /// <inheritdoc/>
    public Task<AccessKey?> FindByDigestAsync(ReadOnlyMemory<byte> digest, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Lookups++;
            return Task.FromResult(_keys.Find(key => key.Digest.Span.SequenceEqual(digest.Span)));
        }
    }

    /// <inheritdoc/>
    public Task<AccessKey?> FindAsync(TenantId? tenant, string id, CancellationToken cancellationToken)
    {
        lock (_lock)
            return Task.FromResult(Find_NeedsLock(tenant, id) is >= 0 and var at ? _keys[at] : null);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<AccessKey>> ListAsync(TenantId? tenant, string? after, int limit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<AccessKey>>(
                [.. _keys.Where(key => key.Tenant == tenant && string.CompareOrdinal(key.Id, after) > 0).OrderBy(key => key.Id, StringComparer.Ordinal).Take(limit)]);
        }
    }

    /// <inheritdoc/>
    public Task<bool> RevokeAsync(TenantId? tenant, string id, Instant at, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var found = Find_NeedsLock(tenant, id);
            if (found >= 0)
                _keys[found] = _keys[found] with { RevokedAt = _keys[found].RevokedAt ?? at };
            return Task.FromResult(found >= 0);
        }
    }

    /// <inheritdoc/>
    public Task TouchAsync(IReadOnlyCollection<KeyUse> uses, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            foreach (var use in uses)
            {
                if (Find_NeedsLock(use.Tenant, use.Id) is >= 0 and var at && !(_keys[at].LastUsedAt >= use.At))
                    _keys[at] = _keys[at] with { LastUsedAt = use.At };
            }
        }

        return Task.CompletedTask;
    }

    private bool Add_NeedsLock(AccessKey key)
    {
        if (_keys.Count(other => other.Tenant == key.Tenant && other.Principal == key.Principal && other.IsLive(key.CreatedAt)) >= IAccessKeyStore.MaxLivePerPrincipal)
            return false;
        _keys.Add(key);
        return true;
    }

    private int Find_NeedsLock(TenantId? tenant, string id) => _keys.FindIndex(key => key.Tenant == tenant && key.Id == id);
}
