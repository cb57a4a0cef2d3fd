namespace KpiPlatform.Domain.Customers;

/// <summary>A step of a quantity on a local day.</summary>
/// <param name="Day">The day.</param>
/// <param name="Amount">By how much.</param>
internal readonly record struct DayStep(int Day, long Amount);
