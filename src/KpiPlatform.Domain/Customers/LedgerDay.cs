namespace KpiPlatform.Domain.Customers;

/// <summary>What a customer bought, gave and cost on one local day.</summary>
/// <param name="Day">The day.</param>
/// <param name="Orders">Orders.</param>
/// <param name="MarginMinor">Revenue less costs, all but that of contact time; minor units.</param>
/// <param name="ContactMicroseconds">Contact time, where the tenant has a rate for it; else 0.</param>
internal readonly record struct LedgerDay(int Day, int Orders, long MarginMinor, long ContactMicroseconds);
