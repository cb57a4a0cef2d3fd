namespace KpiPlatform.Domain.Customers;

/// <summary>What a customer complained about and brought in on one local day.</summary>
/// <param name="Day">The day, 1970-01-01 = 0.</param>
/// <param name="Complaints">Complaints.</param>
/// <param name="MarginMinor">Revenue less refunds, costs of purchase and costs to serve; minor units.</param>
public readonly record struct CustomerDay(int Day, int Complaints, long MarginMinor);
