namespace KpiPlatform.Domain.Customers;

/// <summary>An order that refunds and answers may name.</summary>
/// <param name="Id">Pseudonym of the order id.</param>
/// <param name="Day">Its local day.</param>
/// <param name="Channel">Index of its channel among the values of the dimension declared on it.</param>
internal readonly record struct KnownOrder(ulong Id, int Day, int Channel);
