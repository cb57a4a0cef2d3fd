namespace KpiPlatform.Persistence.Tests.Reading;

public sealed class SqliteJournalReaderTests() : JournalReaderTests(StorageProvider.Sqlite)
{
    // A directory where the file should be.
    protected override string Unreachable() => Directory.CreateDirectory(ConnectionString + ".d").FullName;
}
