using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Grains.Customers;
using KpiPlatform.Testing.Time;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NSubstitute;
using NSubstitute.ExceptionExtensions;

namespace KpiPlatform.Grains.Tests;

/// <summary>How far the index is, over several writers.</summary>
public sealed class CustomerIndexerTests : IAsyncDisposable
{
    private readonly ICustomerIndex _index = Substitute.For<ICustomerIndex>();
    private readonly IJournalReader _reader = Substitute.For<IJournalReader>();
    private readonly ITenantRegistry _tenants = Substitute.For<ITenantRegistry>();
    private readonly IGrainFactory _grains = Substitute.For<IGrainFactory>();
    private readonly CustomerIndexer _indexer;

    public CustomerIndexerTests() =>
        _indexer = new(_index, _reader, new ManualTimeProvider(), Options.Create(new CustomerOptions()), NullLogger<CustomerIndexer>.Instance);

    public ValueTask DisposeAsync() => _indexer.DisposeAsync();

    [Fact]
    public async Task WaitAsync_ForATokenThatNamesOldWritersAsOne_IsReachedOnceTheyAreIndexed()
    {
        Writers(new(1, 10, Closed: true, IndexedSeq: 10), new(2, 0, Closed: true, IndexedSeq: 0), new(3, 5, Closed: false, IndexedSeq: 5));
        var token = PositionVector.Of(new(3, 5)).WithLowWater(3);

        await _indexer.WaitAsync(token, default).WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task WaitAsync_ForATokenBeyondAnOldWriterThatIsNotIndexed_Waits()
    {
        Writers(new(1, 10, Closed: true, IndexedSeq: 9), new(3, 5, Closed: false, IndexedSeq: 5));
        using var patience = new CancellationTokenSource();

        var waiting = _indexer.WaitAsync(PositionVector.Of(new(3, 5)).WithLowWater(3), patience.Token);

        waiting.IsCompleted.ShouldBeFalse();
        await patience.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task FlushAsync_AfterTheWriterChanged_MarksWhatEitherCommitted()
    {
        Writers();
        _indexer.OnCommitted(new Commit(new(1, 7), [], []));
        _indexer.OnCommitted(new Commit(new(2, 3), [], []));

        await _indexer.WaitAsync(PositionVector.Of(new(1, 7)).With(new(2, 3)), default).WaitAsync(TimeSpan.FromSeconds(20));

        await _index.Received(1).UpsertAsync(Arg.Any<IReadOnlyList<CustomerIndexEntry>>(), new JournalPosition(2, 3), Arg.Any<CancellationToken>());
        await _index.Received(1).MarkIndexedAsync(new JournalPosition(1, 7), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task FlushAsync_ThatFails_IsMadeUpForByTheNext()
    {
        Writers();
        _indexer.OnCommitted(new Commit(new(1, 7), [], []));
        _index.UpsertAsync(default!, default, default).ReturnsForAnyArgs(
            Task.FromException(new DomainException(ErrorKind.Unavailable, "STORAGE_UNAVAILABLE", "away")), Task.CompletedTask);

        await Should.ThrowAsync<DomainException>(() => _indexer.FlushAsync(default));
        await _indexer.WaitAsync(PositionVector.Of(new(1, 7)), default).WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task RecoverAsync_ACustomerThatCannotBeRead_LeavesTheOthersToBeIndexed()
    {
        Writers(new WriterState(1, 2, Closed: true, IndexedSeq: 0));
        var acme = new StoredTenant(new TenantNumber(1), TenantId.Parse("acme"));
        _tenants.ListAsync(default, default, default).ReturnsForAnyArgs([acme]);
        _index.ReadUnindexedAsync(default, default, default, default).ReturnsForAnyArgs(
            [new CustomerReference(acme.Number, CustomerId.Parse("bad")), new CustomerReference(acme.Number, CustomerId.Parse("good"))]);
        var bad = Substitute.For<ICustomerGrain>();
        bad.Reindex(default).ThrowsAsyncForAnyArgs(new FormatException("A damaged row."));
        var good = Substitute.For<ICustomerGrain>();
        _grains.GetGrain<ICustomerGrain>("acme/bad").Returns(bad);
        _grains.GetGrain<ICustomerGrain>("acme/good").Returns(good);

        await _indexer.RecoverAsync(_grains, _tenants, default);

        await good.Received(1).Reindex(Arg.Any<CancellationToken>());
        await _index.Received(1).MarkIndexedAsync(new JournalPosition(1, 2), Arg.Any<CancellationToken>());
    }

    public static TheoryData<string> Passing => new("silo", "message", "mailbox", "cancelled", "storage");

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task RecoverAsync_ACustomerThatCannotBeAskedForNow_IsAskedAtTheNextRecovery(string cause)
    {
        // As right after a host has died: its grains are not elsewhere yet.
        Writers(new WriterState(1, 2, Closed: true, IndexedSeq: 0));
        var acme = new StoredTenant(new TenantNumber(1), TenantId.Parse("acme"));
        _tenants.ListAsync(default, default, default).ReturnsForAnyArgs([acme]);
        _index.ReadUnindexedAsync(default, default, default, default).ReturnsForAnyArgs([new CustomerReference(acme.Number, CustomerId.Parse("ann"))]);
        var ann = Substitute.For<ICustomerGrain>();
        Exception away = cause switch
        {
            "silo" => new SiloUnavailableException("gone"),
            "message" => new OrleansException("The connection broke."),
            "mailbox" => new LimitExceededException("too much"),
            "cancelled" => new OperationCanceledException("by the other side"),
            _ => new DomainException(ErrorKind.Unavailable, "STORAGE_UNAVAILABLE", "away"),
        };
        ann.Reindex(default).ReturnsForAnyArgs(Task.FromException(away), Task.CompletedTask);
        _grains.GetGrain<ICustomerGrain>("acme/ann").Returns(ann);

        await _indexer.RecoverAsync(_grains, _tenants, default);
        await _index.DidNotReceiveWithAnyArgs().MarkIndexedAsync(default, default);

        await _indexer.RecoverAsync(_grains, _tenants, default);
        await _index.Received(1).MarkIndexedAsync(new JournalPosition(1, 2), Arg.Any<CancellationToken>());
    }

    private void Writers(params WriterState[] writers) => _reader.ReadWritersAsync(default, default).ReturnsForAnyArgs(writers);
}
