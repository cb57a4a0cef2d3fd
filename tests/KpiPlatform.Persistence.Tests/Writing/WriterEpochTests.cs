using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Persistence.Tests.Fixtures;
using KpiPlatform.Persistence.Writing;
using KpiPlatform.Testing.Journal;
using KpiPlatform.Testing.Time;
using Shouldly;
using Xunit;

namespace KpiPlatform.Persistence.Tests.Writing;

/// <summary>Epochs: lost connections, fencing, a database that is away.</summary>
public abstract class WriterEpochTests(StorageProvider provider) : StorageTests(provider)
{
    private static readonly TenantNumber Acme = new(1);

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(500)]
    public async Task AppendAsync_WhenTheConnectionIsLostBeforeTheCommit_IsUnavailableAndNotStored(int rows)
    {
        var faults = 1;
        var observer = new RecordingObserver();
        var module = await StartModuleAsync(observer: observer, decorate: store => new FaultyStore(store)
        {
            BeforeCommit = _ => faults-- > 0 ? throw new IOException("lost before the commit") : Task.CompletedTask,
        });
        var firstWriter = module.CurrentWriter;
        var append = New(module, "c", rows);

        var outcome = await module.Writer.AppendAsync(append);
        var retry = await module.Writer.AppendAsync(append);

        outcome.Status.ShouldBe(AppendStatus.Unavailable);
        retry.Status.ShouldBe(AppendStatus.Committed);
        retry.First.ShouldBe(new(module.CurrentWriter, 1));
        module.CurrentWriter.ShouldBeGreaterThan(firstWriter);
        observer.Commits.ShouldHaveSingleItem().Notices.ShouldHaveSingleItem().PreviousSeq.ShouldBe(0);
        (await WriterAsync(module, firstWriter)).ShouldBe(new WriterState(firstWriter, 0, Closed: true, IndexedSeq: 0));
    }

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(500)]
    public async Task AppendAsync_WhenTheConnectionIsLostAfterTheCommit_IsCommittedAndObserved(int rows)
    {
        var faults = 1;
        var observer = new RecordingObserver();
        var module = await StartModuleAsync(observer: observer, decorate: store => new FaultyStore(store)
        {
            AfterCommit = _ => faults-- > 0 ? throw new IOException("lost after the commit") : Task.CompletedTask,
        });
        var firstWriter = module.CurrentWriter;
        var append = New(module, "c", rows);

        var outcome = await module.Writer.AppendAsync(append);
        var next = await module.Writer.AppendAsync(JournalAppends.Of(Acme, append.Customer, firstVersion: rows + 1));

        outcome.Status.ShouldBe(AppendStatus.Committed);
        outcome.Commit.ShouldBe(new(firstWriter, rows));
        next.Status.ShouldBe(AppendStatus.Committed);
        next.First.Writer.ShouldBeGreaterThan(firstWriter);
        observer.Commits.Select(commit => commit.Position).ShouldBe([outcome.Commit, next.Commit]);
        (await WriterAsync(module, firstWriter)).ShouldBe(new WriterState(firstWriter, rows, Closed: true, IndexedSeq: 0));
        (await ToListAsync(module.Reader.ReadCustomerAsync(Acme, append.Customer, 1, CancellationToken.None))).Count.ShouldBe(rows + 1);
    }

    [SkippableFact]
    public async Task WriterCrashed_WhenSomethingFailsThatNobodyForesaw_CompletesAndNobodyIsLeftWaiting()
    {
        FaultyStore? store = null;
        var module = await StartModuleAsync(decorate: inner => store = new FaultyStore(inner));
        store!.BeforeCommit = _ => throw new JournalStoreException(CommitFailure.WriterClosed, new InvalidOperationException("fenced"));
        store.BeforeOther = () => throw new NotSupportedException("Nobody foresaw this.");

        var outcome = await module.Writer.AppendAsync(JournalAppends.Of(Acme, module.Writer.AllocateCustomer(), newCustomerId: CustomerId.Parse("c")));
        await module.WriterCrashed.WaitAsync(TimeSpan.FromSeconds(20));

        outcome.Status.ShouldBe(AppendStatus.Unavailable);
        (await module.Writer.AppendAsync(JournalAppends.Of(Acme, module.Writer.AllocateCustomer(), newCustomerId: CustomerId.Parse("d")))).Status.ShouldBe(AppendStatus.Unavailable);
    }

    [SkippableFact]
    public async Task AppendAsync_BehindAnUnavailableOneOfItsChain_IsAConflict()
    {
        var gate = new CommitGate();
        var faults = 1;
        var module = await StartModuleAsync(decorate: store => new FaultyStore(store)
        {
            BeforeCommit = async commit =>
            {
                await gate.PassAsync(commit);
                if (faults-- > 0)
                    throw new IOException("lost before the commit");
            },
        });
        var chain = new AppendChain();
        var append = New(module, "c");
        var first = module.Writer.AppendAsync(append with { Chain = chain });
        await gate.Reached;
        var second = module.Writer.AppendAsync(JournalAppends.Of(Acme, append.Customer, firstVersion: 2) with { Chain = chain });
        gate.Open();

        (await first).Status.ShouldBe(AppendStatus.Unavailable);
        (await second).Status.ShouldBe(AppendStatus.Conflict);
        (await module.Reader.LoadCustomerAsync(new(Acme, CustomerId.Parse("c")), CancellationToken.None)).ShouldBeNull();
    }

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(500)]
    public async Task AppendAsync_AfterAnotherHostClosedTheWriter_IsUnavailableThenGoesOnInANewEpoch(int rows)
    {
        var module = await StartModuleAsync();
        var other = await StartModuleAsync();
        await AddCustomerAsync(module);
        var fenced = module.CurrentWriter;

        var lastSeq = await other.CloseForeignWriterAsync(fenced, CancellationToken.None);
        var append = New(module, "late", rows);
        var refused = await module.Writer.AppendAsync(append);
        var next = await module.Writer.AppendAsync(append);

        lastSeq.ShouldBe(1);
        refused.Status.ShouldBe(AppendStatus.Unavailable);
        next.Status.ShouldBe(AppendStatus.Committed);
        next.First.ShouldBe(new(module.CurrentWriter, 1));
        (await WriterAsync(module, fenced)).LastSeq.ShouldBe(1);
    }

    [SkippableFact]
    public async Task CloseForeignWriterAsync_Twice_ReturnsTheSame()
    {
        var module = await StartModuleAsync();
        var other = await StartModuleAsync();
        await AddCustomerAsync(module);

        (await other.CloseForeignWriterAsync(module.CurrentWriter, CancellationToken.None)).ShouldBe(1);
        (await other.CloseForeignWriterAsync(module.CurrentWriter, CancellationToken.None)).ShouldBe(1);
        (await Should.ThrowAsync<DomainException>(() => other.CloseForeignWriterAsync(999, CancellationToken.None))).Kind.ShouldBe(ErrorKind.NotFound);
    }

    [SkippableFact]
    public async Task AppendAsync_WhileTheDatabaseIsAway_WaitsThenFailsFastThenRecovers()
    {
        var clock = new ManualTimeProvider();
        var away = false;
        var module = await StartModuleAsync(timeProvider: clock, decorate: store => new FaultyStore(store)
        {
            BeforeCommit = _ => away ? throw new IOException("away") : Task.CompletedTask,
            BeforeOther = () => away ? throw new DomainException(ErrorKind.Unavailable, "STORAGE_UNAVAILABLE", "away") : Task.CompletedTask,
        });
        var writer = module.CurrentWriter;
        away = true;
        var inDoubt = module.Writer.AppendAsync(New(module, "in doubt"));
        await DriveAsync(clock, inDoubt);
        (await inDoubt).Problem.ShouldBe("The outcome of the commit is unknown.");

        var queuedAt = clock.GetTimestamp();
        var queued = module.Writer.AppendAsync(New(module, "queued"));
        var queuedToo = module.Writer.AppendAsync(New(module, "queued too"));
        await DriveAsync(clock, Task.WhenAll(queued, queuedToo));
        (await queued).Status.ShouldBe(AppendStatus.Unavailable);
        clock.GetElapsedTime(queuedAt).ShouldBeInRange(TimeSpan.FromSeconds(9.5), TimeSpan.FromSeconds(11));
        var failedFast = module.Writer.AppendAsync(New(module, "fast"));
        failedFast.IsCompleted.ShouldBeTrue();
        (await failedFast).Status.ShouldBe(AppendStatus.Unavailable);

        away = false;
        var recovered = AppendOutcome.NotCommitted(AppendStatus.Unavailable, string.Empty);
        for (var i = 0; i < 2_000 && recovered.Status != AppendStatus.Committed; i++)
        {
            await Task.Delay(2);
            clock.Advance(TimeSpan.FromMilliseconds(100));
            var attempt = module.Writer.AppendAsync(New(module, "recovered"));
            await DriveAsync(clock, attempt);
            recovered = await attempt;
        }

        recovered.Status.ShouldBe(AppendStatus.Committed);
        (await WriterAsync(module, writer)).ShouldBe(new WriterState(writer, 0, Closed: true, IndexedSeq: 0));
    }

    [SkippableFact]
    public async Task StopAsync_WhileTheDatabaseIsAway_AnswersWhatWaits()
    {
        var away = false;
        var module = await StartModuleAsync(new JournalWriterOptions { OutcomeTimeout = TimeSpan.FromMilliseconds(100) }, decorate: store => new FaultyStore(store)
        {
            BeforeCommit = _ => away ? throw new IOException("away") : Task.CompletedTask,
            BeforeOther = () => away ? throw new DomainException(ErrorKind.Unavailable, "STORAGE_UNAVAILABLE", "away") : Task.CompletedTask,
        });
        away = true;
        (await module.Writer.AppendAsync(New(module, "in doubt"))).Status.ShouldBe(AppendStatus.Unavailable);
        var waiting = module.Writer.AppendAsync(New(module, "waiting"));

        await module.StopAsync(new CancellationToken(canceled: true));

        (await waiting).Status.ShouldBe(AppendStatus.Unavailable);
    }

    [SkippableFact]
    public async Task AppendAsync_WhenACommitGivesWay_TriesAgain()
    {
        var faults = 3;
        var module = await StartModuleAsync(decorate: store => new FaultyStore(store)
        {
            BeforeCommit = _ => faults-- > 0 ? throw new JournalStoreException(CommitFailure.Retry) : Task.CompletedTask,
        });

        var outcome = await module.Writer.AppendAsync(New(module, "c"));

        outcome.Status.ShouldBe(AppendStatus.Committed);
        outcome.First.Seq.ShouldBe(1);
    }

    [SkippableFact]
    public async Task AppendAsync_WithAnObserverThatThrows_IsCommitted()
    {
        var module = await StartModuleAsync(observer: new ThrowingObserver());

        var outcomes = new[] { await module.Writer.AppendAsync(New(module, "a")), await module.Writer.AppendAsync(New(module, "b")) };

        outcomes.ShouldAllBe(outcome => outcome.Status == AppendStatus.Committed);
    }

    private protected static JournalAppend New(PersistenceModule module, string id, int rows = 1) =>
        JournalAppends.Of(Acme, module.Writer.AllocateCustomer(), rows: rows, newCustomerId: CustomerId.Parse(id));

    private protected static async Task<WriterState> WriterAsync(PersistenceModule module, long writer) =>
        (await module.Reader.ReadWritersAsync(writer, CancellationToken.None))[0];

    // Lets the code under test run and moves its clock on, in turns, until it is done.
    private static async Task DriveAsync(ManualTimeProvider clock, Task task)
    {
        while (await Task.WhenAny(task, Task.Delay(2)) != task)
            clock.Advance(TimeSpan.FromMilliseconds(100));
    }

    private sealed class ThrowingObserver : ICommitObserver
    {
        public void OnCommitted(Commit commit) => throw new InvalidOperationException("an observer's bug");
    }
}
