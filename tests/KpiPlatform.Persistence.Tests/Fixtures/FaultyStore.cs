using KpiPlatform.Domain.Journal;
using KpiPlatform.Persistence.Writing;
using NodaTime;

namespace KpiPlatform.Persistence.Tests.Fixtures;

/// <summary>Stands between writer and database and lets tests hold commits up, see them, and lose the connection around them.</summary>
internal sealed class FaultyStore(IJournalStore inner) : IJournalStore
{
    /// <summary>Runs before each commit; what it throws, the writer sees instead of the commit.</summary>
    public Func<JournalCommit, Task>? BeforeCommit { get; set; }

    /// <summary>Runs after each commit that succeeded; what it throws, the writer sees although the commit stands.</summary>
    public Func<JournalCommit, Task>? AfterCommit { get; set; }

    /// <summary>Runs before anything else the writer asks of the database.</summary>
    public Func<Task>? BeforeOther { get; set; }

    public async Task<long> OpenWriterAsync(Instant openedAt, CancellationToken cancellationToken)
    {
        await OtherAsync();
        return await inner.OpenWriterAsync(openedAt, cancellationToken);
    }

    public async Task<long> CloseWriterAsync(long writer, CancellationToken cancellationToken)
    {
        await OtherAsync();
        return await inner.CloseWriterAsync(writer, cancellationToken);
    }

    public async Task<IReadOnlyList<long>> ReadOpenWritersAsync(long belowWriter, CancellationToken cancellationToken)
    {
        await OtherAsync();
        return await inner.ReadOpenWritersAsync(belowWriter, cancellationToken);
    }

    public async Task<IJournalSession> OpenSessionAsync(CancellationToken cancellationToken)
    {
        await OtherAsync();
        return new Session(this, await inner.OpenSessionAsync(cancellationToken));
    }

    private Task OtherAsync() => BeforeOther?.Invoke() ?? Task.CompletedTask;

    private sealed class Session(FaultyStore store, IJournalSession inner) : IJournalSession
    {
        public async Task CommitAsync(JournalCommit commit, CancellationToken cancellationToken)
        {
            if (store.BeforeCommit is { } before)
                await before(commit);
            await inner.CommitAsync(commit, cancellationToken);
            if (store.AfterCommit is { } after)
                await after(commit);
        }

        public Task<StoredHeads> ReadHeadsAsync(IReadOnlyList<JournalAppend> appends, CancellationToken cancellationToken) =>
            inner.ReadHeadsAsync(appends, cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
