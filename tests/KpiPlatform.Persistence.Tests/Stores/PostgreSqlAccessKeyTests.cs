namespace KpiPlatform.Persistence.Tests.Stores;

public sealed class PostgreSqlAccessKeyTests() : AccessKeyTests(StorageProvider.PostgreSql);
