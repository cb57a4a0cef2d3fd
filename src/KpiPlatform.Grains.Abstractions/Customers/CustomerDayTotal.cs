namespace KpiPlatform.Grains.Abstractions.Customers;

/// <summary>What a customer complained about and brought in on one local day.</summary>
/// <param name="Day">The day, 1970-01-01 = 0.</param>
/// <param name="Complaints">Complaints.</param>
/// <param name="MarginMinor">Margin in minor units.</param>
[GenerateSerializer]
[Immutable]
[Alias("kpi.CustomerDayTotal")]
public readonly record struct CustomerDayTotal([property: Id(0)] int Day, [property: Id(1)] int Complaints, [property: Id(2)] long MarginMinor);
