namespace KpiPlatform.Grains.Abstractions.Customers;

/// <summary>A customer to fold into another.</summary>
/// <param name="Root">Id of the customer that it is folded into until now, at the end of all links; its own id if it stands alone.</param>
/// <param name="Customer">Its id.</param>
/// <param name="Command">Its interactions, the link among them.</param>
/// <param name="Through">Ids of those who passed the command on, who asked first.</param>
[GenerateSerializer]
[Immutable]
[Alias("kpi.AbsorbCommand")]
public sealed record AbsorbCommand([property: Id(0)] string Root, [property: Id(1)] string Customer, [property: Id(2)] RecordCommand Command, [property: Id(3)] string[] Through);
