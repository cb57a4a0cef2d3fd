using KpiPlatform.Domain.Access;

namespace KpiPlatform.Gateway.Access;

/// <summary>The way into a new installation: the key that nobody was there to make.</summary>
public static class FirstKey
{
    /// <summary>Principal of the first key.</summary>
    public const string Principal = "first-admin";

    /// <summary>
    /// Makes a key of a platform admin if there never was one. The caller shows its text, once: it is nowhere else. Of several hosts that start at once
    /// on an empty database one makes it.
    /// </summary>
    /// <param name="store">Where keys are.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The text of the key; null if there is or was one, or another host makes it just now.</returns>
    public static async Task<string?> EnsureAsync(IAccessKeyStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(time);
        if ((await store.ListAsync(tenant: null, after: null, 1, cancellationToken)).Count > 0)
            return null;
        var maker = new Caller { Roles = AccessRoles.PlatformAdmin, Principal = "server" };
        var wanted = new AccessKey { Id = string.Empty, Principal = Principal, Digest = default, Roles = AccessRoles.PlatformAdmin, CreatedAt = default };
        return await new KeyMaker(store, new AccessPolicies(), time).MakeFirstAsync(maker, wanted, cancellationToken);
    }
}
