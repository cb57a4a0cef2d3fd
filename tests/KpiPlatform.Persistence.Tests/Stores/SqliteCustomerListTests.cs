namespace KpiPlatform.Persistence.Tests.Stores;

public sealed class SqliteCustomerListTests() : CustomerListTests(StorageProvider.Sqlite);
