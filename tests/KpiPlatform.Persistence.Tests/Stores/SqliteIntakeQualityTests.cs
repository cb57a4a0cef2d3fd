namespace KpiPlatform.Persistence.Tests.Stores;

public sealed class SqliteIntakeQualityTests() : IntakeQualityTests(StorageProvider.Sqlite);
