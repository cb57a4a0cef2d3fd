using KpiPlatform.Domain.Journal;
using KpiPlatform.Testing.Databases;

namespace KpiPlatform.Crash;

/// <summary>A way to die.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Summary">What happens, for help.</param>
/// <param name="OnSqlite">Whether it makes sense on SQLite.</param>
/// <param name="OnPostgreSql">Whether it makes sense on PostgreSQL.</param>
/// <param name="RunAsync">Lets it happen; throws <see cref="RigException"/> if anything is lost, counted twice or wrong.</param>
internal sealed record Scenario(
    string Name, string Summary, bool OnSqlite, bool OnPostgreSql, Func<ScenarioContext, CancellationToken, Task> RunAsync)
{
    /// <summary>On which database a short run on both tries it, where the databases don't differ in it: "sqlite" or "postgres"; null for both.</summary>
    public string? ShortOn { get; init; }

    /// <summary>Size of a disk of its own that the database is to be on; null for any disk.</summary>
    public int? DiskMegabytes { get; init; }
}

/// <summary>What a scenario works with.</summary>
/// <param name="Run">Servers and the ledger.</param>
/// <param name="Database">The database.</param>
/// <param name="Server">The PostgreSQL server that it is in; null for SQLite.</param>
/// <param name="Kills">How often.</param>
/// <param name="Random">The scenario's own choices.</param>
/// <param name="Output">Where lines of progress go.</param>
/// <param name="IsShared">Whether the other database is tried as well, so that a short run may share the work with it.</param>
/// <param name="Stages">The stages of ingestion to die at, where the scenario goes by them.</param>
internal sealed record ScenarioContext(Run Run, RigDatabase Database, PostgresServer? Server, int Kills, Random Random, TextWriter Output, bool IsShared, IReadOnlyList<IngestStage> Stages)
{
    /// <summary>Fewer deaths of a kind than this are a short run.</summary>
    public const int WholeFrom = 5;

    /// <summary>Whether to see only that it works: what takes long is done once, and nothing is held against a clock.</summary>
    public bool IsShort => Kills < WholeFrom;
}
