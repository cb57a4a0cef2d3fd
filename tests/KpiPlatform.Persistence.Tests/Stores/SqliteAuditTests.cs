namespace KpiPlatform.Persistence.Tests.Stores;

public sealed class SqliteAuditTests() : AuditTests(StorageProvider.Sqlite);
