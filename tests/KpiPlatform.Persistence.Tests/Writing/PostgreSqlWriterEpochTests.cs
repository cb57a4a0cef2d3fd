using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Persistence.Writing;
using KpiPlatform.Testing.Journal;
using Npgsql;
using Shouldly;
using Xunit;

namespace KpiPlatform.Persistence.Tests.Writing;

public sealed class PostgreSqlWriterEpochTests() : WriterEpochTests(StorageProvider.PostgreSql)
{
    // Commits wait in the middle of their transaction for whoever holds advisory lock 42.
    private const string WaitInCommit =
        """
        create function wait_in_commit() returns trigger language plpgsql as $$
        begin
            perform pg_advisory_xact_lock_shared(42);
            return null;
        end
        $$;
        create trigger wait_in_commit after insert on commit_delta for each statement execute function wait_in_commit();
        """;

    private const string WaitingBackend = "from pg_stat_activity where wait_event_type = 'Lock' and wait_event = 'advisory' and datname = current_database()";

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(500)]
    public async Task AppendAsync_WhenItsBackendIsTerminatedWithinTheCommit_IsUnavailable(int rows)
    {
        var module = await StartModuleAsync();
        await ExecuteAsync(WaitInCommit);
        await using var blocker = await BlockAsync();
        var writer = module.CurrentWriter;
        var append = New(module, "c", rows);
        var lost = module.Writer.AppendAsync(append);
        await UntilABackendWaitsAsync(blocker);

        await ExecuteAsync(blocker, $"select pg_terminate_backend(pid) {WaitingBackend}");

        (await lost).Status.ShouldBe(AppendStatus.Unavailable);
        (await WriterAsync(module, writer)).ShouldBe(new WriterState(writer, 0, Closed: true, IndexedSeq: 0));
        await ExecuteAsync(blocker, "select pg_advisory_unlock(42)");
        (await module.Writer.AppendAsync(append)).Status.ShouldBe(AppendStatus.Committed);
    }

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(500)]
    public async Task AppendAsync_BeyondTheCommitTimeout_IsUnavailableAndTheEpochEnds(int rows)
    {
        var module = await StartModuleAsync(new JournalWriterOptions { CommitTimeout = TimeSpan.FromMilliseconds(300) });
        await ExecuteAsync(WaitInCommit);
        await using var blocker = await BlockAsync();
        var writer = module.CurrentWriter;
        var append = New(module, "c", rows);

        var outcome = await module.Writer.AppendAsync(append);

        outcome.Status.ShouldBe(AppendStatus.Unavailable);
        (await WriterAsync(module, writer)).ShouldBe(new WriterState(writer, 0, Closed: true, IndexedSeq: 0));
        await ExecuteAsync(blocker, "select pg_advisory_unlock(42)");
        (await module.Writer.AppendAsync(append)).Status.ShouldBe(AppendStatus.Committed);
    }

    [SkippableFact]
    public async Task CloseForeignWriterAsync_DuringACommitOfIt_WaitsAndCountsItIn()
    {
        var module = await StartModuleAsync();
        var other = await StartModuleAsync();
        await ExecuteAsync(WaitInCommit);
        await using var blocker = await BlockAsync();
        var append = module.Writer.AppendAsync(New(module, "c", 3));
        await UntilABackendWaitsAsync(blocker);

        var closing = other.CloseForeignWriterAsync(module.CurrentWriter, CancellationToken.None);
        await UntilAsync(blocker, "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and wait_event = 'transactionid' and datname = current_database()");
        closing.IsCompleted.ShouldBeFalse();
        await ExecuteAsync(blocker, "select pg_advisory_unlock(42)");

        (await closing).ShouldBe(3);
        (await append).Status.ShouldBe(AppendStatus.Committed);
    }

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(500)]
    public async Task AppendAsync_OfTextThatIsNoText_IsRefusedAndTheEpochGoesOn(int rows)
    {
        var module = await StartModuleAsync();
        var good = New(module, "good", rows);
        var bad = New(module, "bad") with { Entries = [new(JournalAppends.Interaction("x") with { Source = "\uD800" }, 1)] };

        var outcomes = await Task.WhenAll(module.Writer.AppendAsync(good), module.Writer.AppendAsync(bad));

        outcomes.Select(outcome => outcome.Status).ShouldBe([AppendStatus.Committed, AppendStatus.Refused]);
        (await module.Writer.AppendAsync(JournalAppends.Of(new TenantNumber(1), good.Customer, rows + 1))).First.Writer.ShouldBe(outcomes[0].First.Writer);
    }

    private static async Task<object?> ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    private static Task UntilABackendWaitsAsync(NpgsqlConnection connection) => UntilAsync(connection, $"select count(*) {WaitingBackend}");

    private static async Task UntilAsync(NpgsqlConnection connection, string count)
    {
        while (await ExecuteAsync(connection, count) is not > 0L)
            await Task.Delay(5);
    }

    private async Task<NpgsqlConnection> BlockAsync()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await ExecuteAsync(connection, "select pg_advisory_lock(42)");
        return connection;
    }
}
