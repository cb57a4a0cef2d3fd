using KpiPlatform.Domain.Interactions;
using KpiPlatform.Persistence.Writing;
using KpiPlatform.Testing.Journal;

namespace KpiPlatform.Persistence.Tests.Writing;

public sealed class SqliteJournalWriterTests() : JournalWriterTests(StorageProvider.Sqlite)
{
    private const string PoisonSource = "poison";

    protected override EncodedInteraction PoisonRow() => JournalAppends.Interaction("x", source: PoisonSource);

    // What SQLite refuses of well-formed values is larger than a test should make.
    internal override void BeforeCommitOfPoison(JournalCommit commit)
    {
        if (commit.Appends.Any(append => append.Entries.Any(entry => entry.Interaction.Source == PoisonSource)))
            throw new JournalStoreException(CommitFailure.Row);
    }
}
