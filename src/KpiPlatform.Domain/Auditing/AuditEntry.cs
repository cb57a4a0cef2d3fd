using KpiPlatform.Domain.Identity;
using NodaTime;

namespace KpiPlatform.Domain.Auditing;

/// <summary>Something to be written into an audit log. Names nobody: a principal is a surrogate, and a customer's id is left out.</summary>
/// <param name="Tenant">Whose log; null for the platform's.</param>
/// <param name="At">When, to the microsecond; of several calls the first.</param>
/// <param name="Principal">Who; empty if nobody knows.</param>
/// <param name="Method">What was called.</param>
/// <param name="Resource">What was named; empty for nothing.</param>
/// <param name="Allowed">Whether it was let.</param>
/// <param name="Reason">Why not; empty if it was.</param>
/// <param name="Source">From where; empty if unknown.</param>
/// <param name="Count">How many calls it stands for, from 1.</param>
public sealed record AuditEntry(
    TenantNumber? Tenant, Instant At, string Principal, string Method, string Resource, bool Allowed, string Reason, string Source, int Count);
