namespace KpiPlatform.Grains.Abstractions.Customers;

/// <summary>What became of folding a customer into another.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="Reply">Done: the answer to the command.</param>
/// <param name="Problem">Refused: why.</param>
/// <param name="BusyId">Busy: who is.</param>
[GenerateSerializer]
[Immutable]
[Alias("kpi.AbsorbReply")]
public sealed record AbsorbReply(
    [property: Id(0)] AbsorbStatus Status,
    [property: Id(1)] RecordReply? Reply = null,
    [property: Id(2)] GrainError? Problem = null,
    [property: Id(3)] string? BusyId = null);
