namespace KpiPlatform.Persistence.Tests.Stores;

public sealed class PostgreSqlErasureTests() : ErasureTests(StorageProvider.PostgreSql);
