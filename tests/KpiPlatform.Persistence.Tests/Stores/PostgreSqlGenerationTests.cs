namespace KpiPlatform.Persistence.Tests.Stores;

public sealed class PostgreSqlGenerationTests() : GenerationTests(StorageProvider.PostgreSql);
