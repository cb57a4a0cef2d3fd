namespace KpiPlatform.Persistence.Tests.Stores;

public sealed class PostgreSqlStoresTests() : StoresTests(StorageProvider.PostgreSql);
