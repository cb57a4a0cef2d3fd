using KpiPlatform.Domain.Access;
using KpiPlatform.Domain.Identity;
using NodaTime;

namespace KpiPlatform.Gateway.Access;

/// <summary>Who makes a call, as its credential says. Immutable.</summary>
public sealed record Caller
{
    /// <summary>Gets the tenant that the credential opens; null for one of the platform, which opens all.</summary>
    public TenantId? Tenant { get; init; }

    /// <summary>Gets what it may do, as granted: see <see cref="AccessRolesExtensions.Include"/> for what that includes.</summary>
    public required AccessRoles Roles { get; init; }

    /// <summary>Gets what of that it is narrowed to: "Service" or "Service/Method" of package kpi.v1; empty for all.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>Gets the id of its key; empty if it is none of the stored ones.</summary>
    public string KeyId { get; init; } = string.Empty;

    /// <summary>Gets the surrogate under which it stands in the audit log, "key:{id}", "jwt:{digest}", "configured:{id}" or "anonymous": never a person's name or address.</summary>
    public required string Principal { get; init; }

    /// <summary>Gets the network address that it calls from; empty if unknown.</summary>
    public string Source { get; init; } = string.Empty;

    /// <summary>Gets when the credential ends by itself; null for never.</summary>
    public Instant? ExpiresAt { get; init; }

    /// <summary>Whether it is of the platform: no tenant is closed to it.</summary>
    public bool IsPlatform => Tenant is null && Roles.HasFlag(AccessRoles.PlatformAdmin);

    /// <summary>Whether a tenant is open to it.</summary>
    public bool Opens(TenantId tenant) => IsPlatform || Tenant == tenant;
}
