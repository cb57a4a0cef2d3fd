namespace KpiPlatform.Persistence.Tests.Stores;

public sealed class PostgreSqlIntakeQualityTests() : IntakeQualityTests(StorageProvider.PostgreSql);
