using KpiPlatform.Domain.Identity;
using NodaTime;

namespace KpiPlatform.Domain.Auditing;

/// <summary>Which entries to list, oldest first.</summary>
/// <param name="Tenant">Whose log; null for the platform's.</param>
/// <param name="After">Only those after this sequence; 0 for all.</param>
/// <param name="Limit">Most of them, 1 to 1,000.</param>
public sealed record AuditQuery(TenantNumber? Tenant, long After, int Limit)
{
    /// <summary>Only calls that were refused.</summary>
    public bool DeniedOnly { get; init; }

    /// <summary>Only of this principal; null for all.</summary>
    public string? Principal { get; init; }

    /// <summary>Only of this method; null for all.</summary>
    public string? Method { get; init; }

    /// <summary>Only at or after; null for no bound.</summary>
    public Instant? From { get; init; }

    /// <summary>Only before; null for no bound.</summary>
    public Instant? To { get; init; }
}
