namespace KpiPlatform.Domain.Segments;

/// <summary>What a customer complained about and brought in on one local day.</summary>
/// <param name="Day">The day, 1970-01-01 = 0.</param>
/// <param name="Complaints">Complaints.</param>
/// <param name="MarginMinor">Margin in minor units.</param>
public readonly record struct CustomerYearDay(int Day, int Complaints, long MarginMinor);
