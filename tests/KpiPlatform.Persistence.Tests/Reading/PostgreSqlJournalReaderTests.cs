using Npgsql;

namespace KpiPlatform.Persistence.Tests.Reading;

public sealed class PostgreSqlJournalReaderTests() : JournalReaderTests(StorageProvider.PostgreSql)
{
    // Nothing listens on a privileged port of the loopback that no service has.
    protected override string Unreachable() => new NpgsqlConnectionStringBuilder(ConnectionString) { Host = "127.0.0.1", Port = 1 }.ConnectionString;
}
