namespace KpiPlatform.Persistence.Tests.Stores;

public sealed class PostgreSqlAuditTests() : AuditTests(StorageProvider.PostgreSql);
