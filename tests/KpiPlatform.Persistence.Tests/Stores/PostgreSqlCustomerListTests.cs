namespace KpiPlatform.Persistence.Tests.Stores;

public sealed class PostgreSqlCustomerListTests() : CustomerListTests(StorageProvider.PostgreSql);
