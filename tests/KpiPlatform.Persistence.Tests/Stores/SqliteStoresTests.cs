namespace KpiPlatform.Persistence.Tests.Stores;

public sealed class SqliteStoresTests() : StoresTests(StorageProvider.Sqlite);
