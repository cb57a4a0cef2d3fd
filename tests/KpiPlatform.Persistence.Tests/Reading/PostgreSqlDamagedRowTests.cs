namespace KpiPlatform.Persistence.Tests.Reading;

public sealed class PostgreSqlDamagedRowTests() : DamagedRowTests(StorageProvider.PostgreSql);
