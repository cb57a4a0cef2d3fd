namespace KpiPlatform.Grains.Abstractions.Customers;

/// <summary>What became of erasing a customer's person.</summary>
/// <param name="InteractionsKept">Interactions whose facts go on counting.</param>
/// <param name="PersonalPartsDeleted">Interactions among them that had something personal.</param>
/// <param name="AlreadyErased">Nobody has this id; somebody had, and was erased before.</param>
[GenerateSerializer]
[Immutable]
[Alias("kpi.EraseReply")]
public sealed record EraseReply(
    [property: Id(0)] long InteractionsKept,
    [property: Id(1)] long PersonalPartsDeleted,
    [property: Id(2)] bool AlreadyErased);
