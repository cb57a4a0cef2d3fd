using KpiPlatform.Domain.Identity;

namespace KpiPlatform.Domain.Alerts;

/// <summary>Which actions to read: the newest first.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Before">Those with a lower id; null for the first page.</param>
/// <param name="Limit">Most actions, 1 to 1,001.</param>
public sealed record AlertActionQuery(TenantNumber Tenant, long? Before, int Limit)
{
    /// <summary>Only in these states; empty for all.</summary>
    public IReadOnlyList<AlertActionState> States { get; init; } = [];

    /// <summary>Only of this rule; empty for all.</summary>
    public string Rule { get; init; } = string.Empty;

    /// <summary>Only of this owner; empty for all.</summary>
    public string Owner { get; init; } = string.Empty;

    /// <summary>Only about this scorecard; empty for all.</summary>
    public string Scorecard { get; init; } = string.Empty;
}
