namespace KpiPlatform.Persistence.Transfer;

/// <summary>A table that was copied.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Rows">How many rows it has, in either database.</param>
public sealed record TransferredTable(string Name, long Rows);
