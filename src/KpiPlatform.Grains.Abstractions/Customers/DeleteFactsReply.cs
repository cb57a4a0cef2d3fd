namespace KpiPlatform.Grains.Abstractions.Customers;

/// <summary>What became of deleting a customer's old interactions.</summary>
/// <param name="Deleted">Interactions deleted, revisions included.</param>
/// <param name="Kept">Interactions left, revisions included.</param>
[GenerateSerializer]
[Immutable]
[Alias("kpi.DeleteFactsReply")]
public sealed record DeleteFactsReply(
    [property: Id(0)] long Deleted,
    [property: Id(1)] long Kept);
