namespace KpiPlatform.Persistence.Tests.Reading;

public sealed class SqliteDamagedRowTests() : DamagedRowTests(StorageProvider.Sqlite);
