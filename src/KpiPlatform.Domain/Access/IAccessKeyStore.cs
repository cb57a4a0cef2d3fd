using KpiPlatform.Domain.Identity;
using NodaTime;

namespace KpiPlatform.Domain.Access;

/// <summary>Keeps API keys: digests and what they open, never the keys. Thread-safe.</summary>
public interface IAccessKeyStore
{
    /// <summary>Keys of one principal that may be live at once, so that a new one can replace an old one without a gap.</summary>
    const int MaxLivePerPrincipal = 2;

    /// <summary>Adds a key. False if its principal has <see cref="MaxLivePerPrincipal"/> live ones at the time of its creation already.</summary>
    Task<bool> AddAsync(AccessKey key, CancellationToken cancellationToken);

    /// <summary>
    /// Adds a key of the platform if there never was one. False if there is or was. Of several processes that ask for keys of the same principal at once,
    /// one is told true.
    /// </summary>
    Task<bool> AddFirstAsync(AccessKey key, CancellationToken cancellationToken);

    /// <summary>
    /// Adds a key that replaces a live one of the same principal, which from then on ends at <paramref name="previousEndsAt"/> at the latest; both or
    /// neither. False if there is no such live key, or the principal has two live ones already.
    /// </summary>
    Task<bool> ReplaceAsync(AccessKey key, string previousId, Instant previousEndsAt, CancellationToken cancellationToken);

    /// <summary>The key of a digest, whosever it is and whether it is live or not: what a credential is looked up by, before a tenant is known. Null if there is none.</summary>
    Task<AccessKey?> FindByDigestAsync(ReadOnlyMemory<byte> digest, CancellationToken cancellationToken);

    /// <summary>A key of a tenant (null: of the platform), or null.</summary>
    Task<AccessKey?> FindAsync(TenantId? tenant, string id, CancellationToken cancellationToken);

    /// <summary>Keys of a tenant (null: of the platform) with an id greater than <paramref name="after"/> (null: all), by id, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<AccessKey>> ListAsync(TenantId? tenant, string? after, int limit, CancellationToken cancellationToken);

    /// <summary>Revokes a key for good; one that is revoked keeps its time. False if there is no such key.</summary>
    Task<bool> RevokeAsync(TenantId? tenant, string id, Instant at, CancellationToken cancellationToken);

    /// <summary>Notes when keys were used last; an older time than the one noted changes nothing.</summary>
    Task TouchAsync(IReadOnlyCollection<KeyUse> uses, CancellationToken cancellationToken);
}
