namespace KpiPlatform.Grains.Abstractions.Customers;

/// <summary>What became of the interactions of a command.</summary>
/// <param name="Results">One for each interaction, in order.</param>
/// <param name="Positions">Encoded PositionVector that covers everything accepted or duplicate; empty if nothing is.</param>
/// <param name="Customer">If asked for: the customer after them, as committed.</param>
[GenerateSerializer]
[Immutable]
[Alias("kpi.RecordReply")]
public sealed record RecordReply(
    [property: Id(0)] RecordResult[] Results,
    [property: Id(1)] ReadOnlyMemory<byte> Positions,
    [property: Id(2)] CustomerView? Customer);
