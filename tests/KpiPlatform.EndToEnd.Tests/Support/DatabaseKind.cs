namespace KpiPlatform.EndToEnd.Tests.Support;

/// <summary>What a test runs on.</summary>
public enum DatabaseKind
{
    Sqlite,
    PostgreSql,
}
