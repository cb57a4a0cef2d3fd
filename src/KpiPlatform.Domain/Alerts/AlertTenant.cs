using KpiPlatform.Domain.Identity;

namespace KpiPlatform.Domain.Alerts;

/// <summary>A tenant that has rules or webhooks, or had some, and that this process sees to.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Id">Its id.</param>
/// <param name="RulesVersion">Changes with every change of its rules.</param>
public sealed record AlertTenant(TenantNumber Number, TenantId Id, long RulesVersion);
