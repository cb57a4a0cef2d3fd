namespace KpiPlatform.Grains.Abstractions.Customers;

/// <summary>How a customer's change to a newer definition ended.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Problem">Why it failed; null if it did not.</param>
[GenerateSerializer]
[Immutable]
[Alias("kpi.AdoptReply")]
public sealed record AdoptReply([property: Id(0)] AdoptStatus Status, [property: Id(1)] string? Problem);
