namespace KpiPlatform.Persistence.Transfer;

/// <summary>A column as its database declares it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type, by the database's own name for it.</param>
internal sealed record TableColumn(string Name, string Type);
