namespace KpiPlatform.Persistence.Tests.Stores;

public sealed class SqliteGenerationTests() : GenerationTests(StorageProvider.Sqlite);
