namespace KpiPlatform.Domain.Access;

/// <summary>What roles include, and their names.</summary>
public static class AccessRolesExtensions
{
    private static readonly (AccessRoles Role, string Name)[] Named =
    [
        (AccessRoles.Ingest, "ingest"),
        (AccessRoles.Viewer, "viewer"),
        (AccessRoles.Editor, "editor"),
        (AccessRoles.TenantAdmin, "tenant-admin"),
        (AccessRoles.PlatformAdmin, "platform-admin"),
    ];

    /// <summary>The roles with everything that they include.</summary>
    public static AccessRoles WithIncluded(this AccessRoles roles)
    {
        if (roles.HasFlag(AccessRoles.PlatformAdmin))
            roles |= AccessRoles.TenantAdmin;
        if (roles.HasFlag(AccessRoles.TenantAdmin))
            roles |= AccessRoles.Ingest | AccessRoles.Editor;
        if (roles.HasFlag(AccessRoles.Editor))
            roles |= AccessRoles.Viewer;
        return roles;
    }

    /// <summary>Whether the roles, with what they include, have all of others.</summary>
    public static bool Include(this AccessRoles roles, AccessRoles others) => (roles.WithIncluded() & others) == others;

    /// <summary>Whether the roles, with what they include, have any of others.</summary>
    public static bool IncludeAny(this AccessRoles roles, AccessRoles others) => (roles.WithIncluded() & others) != AccessRoles.None;

    /// <summary>Their names, such as "viewer", in ascending order of what they open.</summary>
    public static IReadOnlyList<string> Names(this AccessRoles roles) => [.. Named.Where(one => roles.HasFlag(one.Role)).Select(one => one.Name)];

    /// <summary>The role of a name; null if there is none of that name. Case does not matter, and "_" is read as "-".</summary>
    public static AccessRoles? Find(string name)
    {
        foreach (var (role, known) in Named)
        {
            if (string.Equals(known, name.Replace('_', '-'), StringComparison.OrdinalIgnoreCase))
                return role;
        }

        return null;
    }
}
