namespace KpiPlatform.Domain.Access;

/// <summary>What a credential may do. Roles add up. The numbers are stored.</summary>
[Flags]
public enum AccessRoles
{
    /// <summary>Nothing but to ask who one is.</summary>
    None = 0,

    /// <summary>Records and validates interactions; reads nothing of customers.</summary>
    Ingest = 1,

    /// <summary>Reads customers, interactions, scorecards, definitions.</summary>
    Viewer = 2,

    /// <summary>What a viewer may, and changes definitions, scorecards, overrides, comments, segments.</summary>
    Editor = 4,

    /// <summary>All of the above, and keys, settings, erasure and export of its tenant.</summary>
    TenantAdmin = 8,

    /// <summary>Everything in every tenant, and tenants themselves. Whoever can make a tenant's keys can do what they open; withholding it would only look safe.</summary>
    PlatformAdmin = 16,
}
