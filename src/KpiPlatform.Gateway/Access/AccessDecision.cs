using NodaTime;

namespace KpiPlatform.Gateway.Access;

/// <summary>A decision on a call.</summary>
/// <param name="At">When.</param>
/// <param name="Caller">Who calls; null if the credential did not say.</param>
/// <param name="Method">Full name, "/kpi.v1.CustomerService/GetCustomer".</param>
/// <param name="Resource">What it names, "tenants/acme/scorecards/main"; ids of customers are left out ("tenants/acme/customers/-"). Empty if it was refused before it was read, or names nothing.</param>
/// <param name="Allowed">Whether it was let in.</param>
/// <param name="Reason">Why not, UPPER_SNAKE; empty if it was.</param>
/// <param name="Source">Network address that it came from; empty if unknown.</param>
public sealed record AccessDecision(Instant At, Caller? Caller, string Method, string Resource, bool Allowed, string Reason, string Source);
