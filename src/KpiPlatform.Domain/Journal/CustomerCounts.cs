namespace KpiPlatform.Domain.Journal;

/// <summary>How many customers a tenant has, the pseudo-customer of its own facts not among them.</summary>
/// <param name="Total">All.</param>
/// <param name="Erased">Those among them whose person was erased: what described the person no longer counts under a new definition.</param>
public sealed record CustomerCounts(long Total, long Erased);
