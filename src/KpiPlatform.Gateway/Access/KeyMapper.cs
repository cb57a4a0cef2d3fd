using KpiPlatform.Domain;
using KpiPlatform.Domain.Access;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Protocol.V1;
using NodaTime;

namespace KpiPlatform.Gateway.Access;

/// <summary>Keys and roles to and from the contract's.</summary>
internal static class KeyMapper
{
    private static readonly (Role Role, AccessRoles Roles)[] Pairs =
    [
        (Role.Ingest, AccessRoles.Ingest),
        (Role.Viewer, AccessRoles.Viewer),
        (Role.Editor, AccessRoles.Editor),
        (Role.TenantAdmin, AccessRoles.TenantAdmin),
        (Role.PlatformAdmin, AccessRoles.PlatformAdmin),
    ];

    /// <summary>The key for callers.</summary>
    public static Key ToProto(AccessKey key, Instant now) => new()
    {
        Name = ResourceNames.Key(key.Tenant, key.Id),
        Principal = key.Principal,
        Roles = { ToProto(key.Roles) },
        Scopes = { key.Scopes },
        ExpireTime = Times.Of(key.ExpiresAt),
        CreateTime = Times.Of(key.CreatedAt),
        RevokeTime = Times.Of(key.RevokedAt),
        LastUseTime = Times.Of(key.LastUsedAt),
        CreatedBy = key.CreatedBy,
        Live = key.IsLive(now),
    };

    /// <summary>The roles for callers.</summary>
    public static IEnumerable<Role> ToProto(AccessRoles roles) => Pairs.Where(pair => roles.HasFlag(pair.Roles)).Select(pair => pair.Role);

    /// <summary>The roles that a caller names.</summary>
    /// <exception cref="DomainException">INVALID_KEY, naming the field.</exception>
    public static AccessRoles Read(IEnumerable<Role> roles, string field)
    {
        var all = AccessRoles.None;
        foreach (var (i, role) in roles.Index())
        {
            var found = Array.Find(Pairs, pair => pair.Role == role).Roles;
            all |= found != AccessRoles.None
                ? found
                : throw new DomainException(ErrorKind.InvalidArgument, Reasons.InvalidKey, "This is no role: give ingest, viewer, editor, tenant-admin or platform-admin.", $"{field}[{i}]");
        }

        return all;
    }
}
