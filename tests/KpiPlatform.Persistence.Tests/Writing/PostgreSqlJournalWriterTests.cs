using KpiPlatform.Domain.Interactions;
using KpiPlatform.Testing.Journal;

namespace KpiPlatform.Persistence.Tests.Writing;

public sealed class PostgreSqlJournalWriterTests() : JournalWriterTests(StorageProvider.PostgreSql)
{
    // PostgreSQL's text holds no NUL.
    protected override EncodedInteraction PoisonRow() => JournalAppends.Interaction("x", source: "a\0b");
}
