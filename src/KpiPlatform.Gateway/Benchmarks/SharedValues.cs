using KpiPlatform.Domain.Benchmarks;

namespace KpiPlatform.Gateway.Benchmarks;

/// <summary>What the tenants of an industry lend for one indicator and period, as stored.</summary>
/// <param name="Day">Day (UTC) on which the values were taken, since 1970.</param>
/// <param name="Values">One for each tenant that had one.</param>
internal sealed record SharedValues(int Day, IReadOnlyList<SharedValue> Values);
