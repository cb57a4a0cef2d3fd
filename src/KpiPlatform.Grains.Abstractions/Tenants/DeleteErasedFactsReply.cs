namespace KpiPlatform.Grains.Abstractions.Tenants;

/// <summary>What became of deleting old interactions of customers whose person was erased, a page of them.</summary>
/// <param name="Deleted">Interactions deleted, revisions included.</param>
/// <param name="Customers">Customers that something was deleted of.</param>
/// <param name="Left">Customers that could not be changed just then.</param>
/// <param name="After">Number to go on after; null: these were the last.</param>
[GenerateSerializer]
[Immutable]
[Alias("kpi.DeleteErasedFactsReply")]
public sealed record DeleteErasedFactsReply(
    [property: Id(0)] long Deleted,
    [property: Id(1)] int Customers,
    [property: Id(2)] int Left,
    [property: Id(3)] long? After);
