namespace KpiPlatform.Grains.Abstractions.Customers;

/// <summary>Interactions of one customer to record.</summary>
/// <param name="Interactions">1 or more, checked at the edge.</param>
/// <param name="ReturnCustomer">Answer with the customer as it is after them.</param>
/// <param name="ValidateOnly">Answer as if recorded, record nothing.</param>
[GenerateSerializer]
[Immutable]
[Alias("kpi.RecordCommand")]
public sealed record RecordCommand(
    [property: Id(0)] InteractionMessage[] Interactions,
    [property: Id(1)] bool ReturnCustomer,
    [property: Id(2)] bool ValidateOnly);
