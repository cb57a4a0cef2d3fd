namespace KpiPlatform.EndToEnd.Tests.Support;

/// <summary>Data of theories that run on every database.</summary>
public static class Databases
{
    public static TheoryData<DatabaseKind> All => new(DatabaseKind.Sqlite, DatabaseKind.PostgreSql);
}
