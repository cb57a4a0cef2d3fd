namespace KpiPlatform.Persistence.Tests.Writing;

public sealed class SqliteWriterEpochTests() : WriterEpochTests(StorageProvider.Sqlite);
