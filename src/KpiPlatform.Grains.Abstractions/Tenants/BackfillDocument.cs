namespace KpiPlatform.Grains.Abstractions.Tenants;

/// <summary>The last counting anew of a tenant, under way or over.</summary>
/// <param name="TargetVersion">Definition that it counts under.</param>
/// <param name="Phase">How far it is.</param>
/// <param name="CustomersDone">Customers that count under it.</param>
/// <param name="CustomersTotal">All customers when the pass over them began.</param>
/// <param name="CustomersErased">Those whose person was erased.</param>
/// <param name="StartedAtTicks">When it was asked for, ticks of 100 ns since 1970.</param>
/// <param name="SwitchedAtTicks">When readers switched; null if they have not.</param>
/// <param name="FinishedAtTicks">When it was over; null if it is not.</param>
/// <param name="Problem">Why it was aborted, or what holds it up; null if nothing does.</param>
[GenerateSerializer]
[Immutable]
[Alias("kpi.BackfillDocument")]
public sealed record BackfillDocument(
    [property: Id(0)] int TargetVersion,
    [property: Id(1)] BackfillPhase Phase,
    [property: Id(2)] long CustomersDone,
    [property: Id(3)] long CustomersTotal,
    [property: Id(4)] long CustomersErased,
    [property: Id(5)] long StartedAtTicks,
    [property: Id(6)] long? SwitchedAtTicks,
    [property: Id(7)] long? FinishedAtTicks,
    [property: Id(8)] string? Problem);
