using KpiPlatform.Domain;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Persistence.Writing;
using KpiPlatform.Testing.InMemory;
using NodaTime;

namespace KpiPlatform.Simulation.Tests;

/// <summary>
/// A database that outlives processes. Requests travel for a while and are carried out on arrival, whether or not who sent them still lives; with
/// faults on, requests are lost on their way, answers are lost on theirs, both may take longer than anybody waits, and transactions give way to others.
/// </summary>
internal sealed class SimulatedDatabase
{
    private static readonly TimeSpan MaxUsualTrip = TimeSpan.FromMilliseconds(4);
    private static readonly TimeSpan MaxStall = TimeSpan.FromSeconds(25);
    private readonly SimulatedWorld _world;
    private readonly SimulatedProcess _self;
    private readonly List<WriterState> _writers = [];

    public SimulatedDatabase(SimulatedWorld world)
    {
        _world = world;
        _self = new SimulatedProcess(world);
        Journal = new InMemoryJournal(_self.Time) { Writers = () => [.. _writers] };
    }

    /// <summary>What is committed.</summary>
    public InMemoryJournal Journal { get; }

    /// <summary>Whether anything goes wrong that can; off, requests take their time and nothing else happens.</summary>
    public bool HasFaults { get; set; }

    /// <summary>Whether nobody is answered.</summary>
    public bool IsAway { get; set; }

    /// <summary>Commits that were carried out and whose answer was lost, and commits lost on their way.</summary>
    public int InDoubt { get; private set; }

    /// <summary>Commits refused because their writer was closed.</summary>
    public int Fenced { get; private set; }

    /// <summary>The database as one process sees it.</summary>
    public IJournalStore For(SimulatedProcess process) => new Store(this, process);

    /// <summary>Lets a read wait as the network does; throws Unavailable if the database is away.</summary>
    public async Task PassAsync()
    {
        if (_world.OneIn(3))
            await Trip(HasFaults && _world.OneIn(40) ? MaxStall / 10 : MaxUsualTrip);
        if (IsAway || (HasFaults && _world.OneIn(60)))
            throw new DomainException(ErrorKind.Unavailable, "STORAGE_UNAVAILABLE", "The simulated database does not answer.");
    }

    private Task Trip(TimeSpan longest) => Task.Delay(TimeSpan.FromTicks(_world.Random.NextInt64(longest.Ticks)), _self.Time);

    /// <summary>A request that is carried out on arrival, and its answer. Null as an answer: it is lost.</summary>
    private Task<T> RequestAsync<T>(Func<T> carryOut)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = _self.Run(async () =>
        {
            var fault = HasFaults ? _world.Random.Next(30) : -1;
            await Trip(fault == 0 ? MaxStall : MaxUsualTrip);
            if (IsAway || fault == 1)
            {
                InDoubt++;
                answer.TrySetException(new LostException());
                return;
            }

            try
            {
                var result = carryOut();
                await Trip(fault == 2 ? MaxStall : MaxUsualTrip);
                if (fault is 3 or 4)
                {
                    InDoubt++;
                    answer.TrySetException(new LostException());
                    return;
                }

                answer.TrySetResult(result);
            }
            catch (JournalStoreException exception)
            {
                await Trip(MaxUsualTrip);
                answer.TrySetException(exception);
            }
        });
        return answer.Task;
    }

    private long OpenWriter()
    {
        _writers.Add(new(_writers.Count + 1, 0, Closed: false, IndexedSeq: 0));
        return _writers[^1].Writer;
    }

    private long CloseWriter(long writer)
    {
        var state = _writers[(int)writer - 1];
        _writers[(int)writer - 1] = state with { Closed = true, IndexedSeq = state.LastSeq };
        return state.LastSeq;
    }

    private bool Commit(JournalCommit commit)
    {
        var writer = _writers[(int)commit.Writer - 1];
        if (writer.Closed || writer.LastSeq != commit.FromSeq)
        {
            Fenced++;
            throw new JournalStoreException(CommitFailure.WriterClosed);
        }

        if (HasFaults && _world.OneIn(40))
            throw new JournalStoreException(CommitFailure.Retry);
        if (!Journal.TryApply(commit.Appends, commit.Notices, new(commit.Writer, commit.FromSeq), commit.RecordedAt))
            throw new JournalStoreException(CommitFailure.Conflict);
        _writers[(int)commit.Writer - 1] = writer with { LastSeq = commit.ToSeq };
        return true;
    }

    private async Task<StoredHeads> ReadHeadsAsync(IReadOnlyList<JournalAppend> appends)
    {
        var heads = new StoredHeads([], []);
        foreach (var append in appends)
        {
            var rows = Journal.AllRows.Count(row => row.Customer == append.Customer);
            if (rows > 0)
                heads.Versions[(append.Tenant.Value, append.Customer.Value)] = rows;
            if (append.NewCustomerId is { } id && await Journal.FindCustomerAsync(new(append.Tenant, id), CancellationToken.None) is not null)
                heads.MappedIds.Add(new(append.Tenant, id));
        }

        return heads;
    }

    private sealed class LostException : Exception;

    private sealed class Store(SimulatedDatabase database, SimulatedProcess process) : IJournalStore
    {
        public Task<long> OpenWriterAsync(Instant openedAt, CancellationToken cancellationToken) => AskAsync(database.OpenWriter);

        public Task<long> CloseWriterAsync(long writer, CancellationToken cancellationToken) => AskAsync(() => database.CloseWriter(writer));

        public Task<IReadOnlyList<long>> ReadOpenWritersAsync(long belowWriter, CancellationToken cancellationToken) =>
            AskAsync<IReadOnlyList<long>>(() => [.. database._writers.Where(writer => !writer.Closed && writer.Writer < belowWriter).Select(writer => writer.Writer)]);

        public Task<IJournalSession> OpenSessionAsync(CancellationToken cancellationToken) => AskAsync<IJournalSession>(() => new Session(database, process));

        private async Task<T> AskAsync<T>(Func<T> carryOut)
        {
            try
            {
                return await database.RequestAsync(carryOut);
            }
            catch (LostException exception)
            {
                throw new DomainException(ErrorKind.Unavailable, "STORAGE_UNAVAILABLE", "The simulated database does not answer.", innerException: exception);
            }
        }
    }

    private sealed class Session(SimulatedDatabase database, SimulatedProcess process) : IJournalSession
    {
        private bool _isLost;

        public async Task CommitAsync(JournalCommit commit, CancellationToken cancellationToken)
        {
            await AskAsync(() => database.Commit(commit));
            process.IsAlive.ShouldBeTrue("a process that was killed went on");
        }

        public async Task<StoredHeads> ReadHeadsAsync(IReadOnlyList<JournalAppend> appends, CancellationToken cancellationToken) =>
            await await AskAsync(() => database.ReadHeadsAsync(appends));

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private async Task<T> AskAsync<T>(Func<T> carryOut)
        {
            _isLost.ShouldBeFalse("a session is not used again once a commit on it is in doubt");
            try
            {
                return await database.RequestAsync(carryOut);
            }
            catch (LostException exception)
            {
                _isLost = true;
                throw new JournalStoreException(CommitFailure.Unknown, exception);
            }
        }
    }
}
