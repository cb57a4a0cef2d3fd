using KpiPlatform.Domain.Identity;
using NodaTime;

namespace KpiPlatform.Domain.Access;

/// <summary>An API key as it is stored: everything but the key.</summary>
public sealed record AccessKey
{
    /// <summary>Gets the tenant that it opens; null for a key of the platform.</summary>
    public TenantId? Tenant { get; init; }

    /// <summary>Gets the id: <see cref="ApiKey.IdOf"/> its digest.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the service or person that uses it, by a name of the tenant's choice: a-z, 0-9, "-", "_", ".", 1 to 64 characters. Has at most two keys that are live.</summary>
    public required string Principal { get; init; }

    /// <summary>Gets the SHA-256 of the key, 32 bytes.</summary>
    public required ReadOnlyMemory<byte> Digest { get; init; }

    /// <summary>Gets what it may do.</summary>
    public required AccessRoles Roles { get; init; }

    /// <summary>Gets what of that it is narrowed to: "Service" or "Service/Method" of package kpi.v1; empty for all.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>Gets when it was made.</summary>
    public required Instant CreatedAt { get; init; }

    /// <summary>Gets who made it: a surrogate.</summary>
    public string CreatedBy { get; init; } = string.Empty;

    /// <summary>Gets when it ends by itself; null for never.</summary>
    public Instant? ExpiresAt { get; init; }

    /// <summary>Gets when it was revoked; null if it was not.</summary>
    public Instant? RevokedAt { get; init; }

    /// <summary>Gets when it was used last, to the minute or so; null for never.</summary>
    public Instant? LastUsedAt { get; init; }

    /// <summary>Whether it opens anything.</summary>
    public bool IsLive(Instant now) => RevokedAt is null && (ExpiresAt is not { } end || end > now);
}
