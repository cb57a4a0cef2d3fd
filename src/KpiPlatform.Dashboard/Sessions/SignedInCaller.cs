namespace KpiPlatform.Dashboard.Sessions;

/// <summary>Whom a key belongs to, as far as pages need to know it: which links make sense. What is allowed is decided by the gateway.</summary>
/// <param name="Tenant">Id of the only tenant that it opens; null if it opens several.</param>
/// <param name="Principal">Surrogate of the caller as it stands in the audit log, "key:{id}" or the like.</param>
/// <param name="IsAdmin">Whether it may look at the platform itself.</param>
public sealed record SignedInCaller(string? Tenant, string Principal, bool IsAdmin);
