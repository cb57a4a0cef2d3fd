namespace KpiPlatform.Persistence.Tests.Stores;

public sealed class SqliteAccessKeyTests() : AccessKeyTests(StorageProvider.Sqlite);
